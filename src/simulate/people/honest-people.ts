import type { CallSource } from '../call-source.ts';
import type { LineBook } from '../line-book.ts';
import { WORKER_KINDS, type WorkerKind } from '../parameters/workers.ts';
import { Residents } from './residents.ts';
import { Workers } from './workers.ts';

/** Everyone in the town who means no harm. */
export function honestPeople(book: LineBook, seed: number, firstDay: number): CallSource[] {
  let nextFixed = 0;
  const trades = WORKER_KINDS.map((kind, index) => {
    const lines = linesOf(kind, book);
    const first = kind.line === 'mobile' ? (book.census.range(kind.persona)?.from ?? 0) : nextFixed;
    if (kind.line === 'fixed') nextFixed += lines;
    return new Workers(kind, String.fromCharCode(65 + index), book, seed, first, lines);
  });
  return [new Residents(book, seed, firstDay), ...trades];
}

function linesOf(kind: WorkerKind, book: LineBook): number {
  if (kind.line === 'code') return kind.codes?.length ?? 0;
  if (kind.line === 'fixed') return Math.max(1, Math.round((kind.per10k * book.census.residents) / 10_000));
  const range = book.census.range(kind.persona);
  return range === undefined ? 0 : range.to - range.from;
}
