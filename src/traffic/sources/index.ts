// The sources stage: bytes of every protocol into raw records.

export type { BerFraming } from './ber/ber-framing.ts';
export { BerRecords } from './ber/ber-records.ts';
export { readFileHeader } from './ber/file-header.ts';
export type { CapturedPayload } from './captured-payload.ts';
export type { ByteReader } from './cdr/byte-reader.ts';
export type { Compression } from './cdr/decompress.ts';
export { DelimitedRecords, NEXT } from './cdr/delimited-records.ts';
export { fileReader, streamReader } from './cdr/file-reader.ts';
export { JsonDocuments } from './cdr/json-documents.ts';
export { type OpenedSource, openSource } from './cdr/open-source.ts';
export { knownEncoding } from './cdr/text-encoding.ts';
export * from './hep/index.ts';
export * from './pcap/index.ts';
export * from './radius/index.ts';
export { parseSip, type SipRefusal } from './sip/parse/parse-sip.ts';
export { type CSeq, readCSeq } from './sip/parse/read-cseq.ts';
export {
  readCallId,
  readContentLength,
  readFromTag,
  readMaxForwards,
  readToTag,
} from './sip/parse/read-headers.ts';
export { readVia, type Via } from './sip/parse/read-via.ts';
export { SIP_LIMITS } from './sip/parse/sip-limits.ts';
export * from './sip/server/index.ts';
export { type SipFrameSink, SipStreamFramer, type StreamLoss } from './sip/stream-framer.ts';
export {
  type CachedCertificateSource,
  type CertificateCounts,
  type CertificateSourceOptions,
  openCertificateSource,
} from './stir/certificate-source.ts';
