export {
  createHepServer,
  HEP_LIMITS,
  type HepLimits,
  type HepPlace,
  type HepServer,
  type HepServerOptions,
} from './create-hep-server.ts';
export { decodeHep, HEP_REFUSALS, type HepRefusal } from './decode-hep.ts';
export { type HepCounts, hepCounts } from './hep-counts.ts';
export { takeHepDatagram } from './hep-datagram.ts';
export { HEP_NOTES, HEP_SIP, type HepNote, HepPacket } from './hep-packet.ts';
export { HepReceiver, type HepReceiverOptions } from './hep-receiver.ts';
export { HepStream } from './hep-stream.ts';
