import { bad, ok, type Result } from '../../domain/result.ts';
import { proposeMapping } from '../normalise/index.ts';
import { fileReader, knownEncoding, openSource } from '../sources/index.ts';
import { foreignDetail } from './call-record-file.ts';

/**
 * Proposes a mapping for a delimited file, as commented YAML. Bad when the encoding is unknown, the file is empty or an archive that is not read;
 * throws `Fault` when it cannot be read.
 */
export async function proposeCallRecordMapping(
  path: string,
  encoding?: string,
): Promise<Result<string, 'unknown-encoding' | 'unsupported-format' | 'empty-file'>> {
  if (encoding !== undefined && !knownEncoding(encoding))
    return bad('unknown-encoding', `no encoding "${encoding}"; use a name such as utf-8, gb18030, koi8-r`);
  const raw = await fileReader(path);
  try {
    const opened = await openSource(raw, path, encoding);
    if (opened.foreign !== null) return bad('unsupported-format', foreignDetail(path, opened.foreign));
    if (opened.ber !== null)
      return bad(
        'unsupported-format',
        `${path} holds binary charging records, which have tags and no columns: they are read as they are, or by a profile (policy/call-records/example-vendor.yaml shows one)`,
      );
    if (opened.capture !== null)
      return bad(
        'unsupported-format',
        `${path} is a ${opened.capture} capture, which has packets and no columns: hand it to jingtong scan as it is`,
      );
    if (opened.sample.length === 0)
      return bad('empty-file', `${path} is empty; there is nothing to learn from it`);
    const name = path.split(/[\\/]/).at(-1) ?? path;
    return ok(proposeMapping(opened.sample, opened.sampleIsWhole, name, opened.encoding));
  } finally {
    await raw.close();
  }
}
