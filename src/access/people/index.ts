export {
  type AppointmentProblem,
  appoint,
  appointmentProblem,
  MAX_SECONDMENT_MS,
  type NewAppointment,
} from './appointments.ts';
