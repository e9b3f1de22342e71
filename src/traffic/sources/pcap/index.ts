export { type CaptureCounts, type CaptureLosses, captureCounts } from './capture-counts.ts';
export { type CaptureKind, captureKind } from './capture-kind.ts';
export { CapturePacket } from './capture-packet.ts';
export type { CaptureSource } from './capture-source.ts';
export { openCapture } from './open-capture.ts';
export { PacketDissector, type PacketDissectorOptions } from './packet-dissector.ts';
