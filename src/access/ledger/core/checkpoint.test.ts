import { describe, expect, it } from 'vitest';
import { checkpointText, openCheckpoint } from './checkpoint.ts';
import { createFrontier } from './frontier.ts';
import { noteSigner, readNoteKey, readNoteSigner, writeNoteSigner } from './note-key.ts';
import { proveConsistency } from './prove.ts';
import {
  formatSignature,
  formatSignedNote,
  openSignedNote,
  parseSignedNote,
  signNote,
} from './signed-note.ts';
import { createTileWriter } from './tile-writer.ts';
import { leafHash } from './tree-hash.ts';
import { cosign, formatCosignRequest, parseCosignRequest } from './witness.ts';

const ORIGIN = 'centre.example/audit';
const LOG = noteSigner('log', ORIGIN, Buffer.alloc(32, 1));
const WITNESS = noteSigner('witness', 'regulator.example/witness', Buffer.alloc(32, 2));

const leavesOf = (size: number, salt = ''): Buffer[] =>
  Array.from({ length: size }, (_, at) => leafHash(Buffer.from(`${salt}${at}`)));

function rootOf(leaves: readonly Buffer[]): Buffer {
  const frontier = createFrontier();
  for (const leaf of leaves) frontier.push(leaf);
  return frontier.root();
}

const textOf = (leaves: readonly Buffer[], origin = ORIGIN): string =>
  checkpointText({ origin, size: leaves.length, root: rootOf(leaves) });

const signed = (text: string, signers = [LOG]): string =>
  formatSignedNote({ text, signatures: signers.map((signer) => signNote(signer, text, 1_790_000_000)) });

describe('keys', () => {
  it('are read as they were written', () => {
    const seed = Buffer.alloc(32, 1);
    const again = readNoteSigner(writeNoteSigner(LOG, seed));
    expect(again.ok && again.value.key.text).toBe(LOG.key.text);
    expect(readNoteKey(`${LOG.key.text}\n`)).toMatchObject({ ok: true });
  });

  it('are refused with another id, another name or a trailing bit', () => {
    const [name, id, material] = LOG.key.text.split('+') as [string, string, string];
    for (const text of [
      `${name}x+${id}+${material}`,
      `${name}+00000000+${material}`,
      `${name}+${id}+${material}=`,
    ])
      expect(readNoteKey(text)).toMatchObject({ ok: false, reason: 'bad-key' });
  });

  it('verify a note of the specification', () => {
    // The example in the documentation of golang.org/x/mod/sumdb/note, where the format comes from.
    const key = readNoteKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const line =
      '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    const note = parseSignedNote(`${text}\n${line}`);
    expect(key.ok && note.ok && openSignedNote(note.value, [key.value]).ok).toBe(true);
  });
});

describe('a hostile checkpoint', () => {
  const leaves = leavesOf(70);
  const text = textOf(leaves);
  const open = (note: string) => openCheckpoint(note, [LOG.key, WITNESS.key]);

  it('is believed only when it is none', () => {
    expect(open(signed(text))).toMatchObject({ ok: true, value: { size: 70, signers: [LOG.key] } });
    expect(open(signed(text, [LOG, WITNESS]))).toMatchObject({
      ok: true,
      value: { signers: [LOG.key, WITNESS.key] },
    });
  });

  it('of another origin, even signed with the right key', () => {
    const other = signed(textOf(leaves, 'other.example/audit'));
    expect(open(other)).toMatchObject({ ok: false, reason: 'wrong-origin' });
  });

  it('with another size, root or a line more than was signed', () => {
    for (const [from, to] of [
      ['\n70\n', '\n71\n'],
      ['\n70\n', '\n7\n'],
    ] as const)
      expect(open(signed(text).replace(from, to))).toMatchObject({ ok: false, reason: 'bad-signature' });
    for (const size of ['070', '+70', '7e1', '-70', '70 ', '99999999999999999999', ''])
      expect(open(signed(text.replace('\n70\n', `\n${size}\n`))).ok, size).toBe(false);
    expect(open(signed(`${text}extension\n`))).toMatchObject({ ok: false, reason: 'bad-checkpoint' });
    expect(open(signed(`${ORIGIN}\n0\n${rootOf(leaves).toString('base64')}\n`))).toMatchObject({ ok: false });
  });

  it('whose log signature was stripped, or is that of a witness alone', () => {
    expect(open(`${text}\n`).ok).toBe(false);
    expect(open(signed(text, [WITNESS]))).toMatchObject({ ok: false, reason: 'no-known-signature' });
  });

  it('with one known signature that does not hold, beside one that does', () => {
    const forged = { ...signNote(WITNESS, text, 5) };
    forged.bytes[20]! ^= 1;
    expect(open(signed(text) + formatSignature(forged))).toMatchObject({
      ok: false,
      reason: 'bad-signature',
    });
  });

  it('whose log signature poses as a witness, or the other way', () => {
    const asWitness = noteSigner('witness', ORIGIN, Buffer.alloc(32, 1));
    const line = formatSignature({ ...signNote(asWitness, text, 0), keyId: LOG.key.id });
    expect(open(`${text}\n${line}`)).toMatchObject({ ok: false, reason: 'bad-signature' });
  });

  it('in base64 that is not canonical, with other line ends, or cut off', () => {
    const root = rootOf(leaves).toString('base64');
    const loose = `${root.slice(0, -2)}${root.at(-2) === 'A' ? 'B' : String.fromCharCode(root.charCodeAt(root.length - 2) + 1)}=`;
    for (const other of [root.replace('=', ''), `${root}=`, ` ${root}`, loose])
      expect(open(signed(text.replace(root, other))).ok, other).toBe(false);
    const note = signed(text);
    for (const other of [
      note.replaceAll('\n', '\r\n'),
      note.slice(0, -1),
      note.replace('\u2014', '-'),
      `${note}\n`,
      note.replace(/=\n$/, '\n'),
    ])
      expect(open(other).ok).toBe(false);
    expect(open(signed(text) + 'x'.repeat(70_000)).ok).toBe(false);
  });
});

describe('a witness', () => {
  const read = (leaves: readonly Buffer[]) => {
    const writer = createTileWriter();
    for (const leaf of leaves) writer.push(leaf);
    const tiles = writer.takeChanged();
    return async (level: number, index: number) =>
      tiles.find((tile) => tile.level === level && tile.index === index)!.hashes;
  };
  const ask = async (leaves: readonly Buffer[], old: number) => {
    const hashes = await proveConsistency(read(leaves), old, leaves.length);
    const request = parseCosignRequest(
      formatCosignRequest({ old, hashes, checkpoint: signed(textOf(leaves)) }),
    );
    if (!request.ok) throw new Error(request.detail);
    return request.value;
  };
  const first = textOf(leavesOf(300));

  it('signs the first checkpoint and every log that only grew, and its signature is verified', async () => {
    const one = cosign(await ask(leavesOf(300), 0), WITNESS, [LOG.key], null, 1_790_000_000);
    expect(one).toMatchObject({ ok: true, value: { size: 300, witnessed: first } });
    const two = cosign(await ask(leavesOf(555), 300), WITNESS, [LOG.key], first, 1_790_000_060);
    if (!two.ok) throw new Error(two.detail);
    const joined = signed(textOf(leavesOf(555))) + two.value.line;
    expect(openCheckpoint(joined, [LOG.key, WITNESS.key])).toMatchObject({
      ok: true,
      value: { signers: [LOG.key, WITNESS.key] },
    });
  });

  it('refuses a fork, a shorter log, another start and a log that is not signed', async () => {
    const forked = [...leavesOf(299), leafHash(Buffer.from('forged')), ...leavesOf(50, 'more')];
    const refuse = async (request: Awaited<ReturnType<typeof ask>>, last: string | null) =>
      cosign(request, WITNESS, [LOG.key], last, 0);
    expect(await refuse(await ask(forked, 300), first)).toMatchObject({ ok: false, reason: 'fork' });
    expect(await refuse(await ask(leavesOf(300, 'x'), 300), first)).toMatchObject({ reason: 'fork' });
    expect(await refuse(await ask(leavesOf(200), 100), first)).toMatchObject({ reason: 'shorter' });
    expect(await refuse(await ask(leavesOf(555), 0), first)).toMatchObject({ reason: 'other-start' });
    const stranger = noteSigner('log', ORIGIN, Buffer.alloc(32, 9));
    const unsigned = {
      ...(await ask(leavesOf(555), 300)),
      checkpoint: signed(textOf(leavesOf(555)), [stranger]),
    };
    expect(await refuse(unsigned, first)).toMatchObject({ reason: 'no-known-signature' });
  });
});
