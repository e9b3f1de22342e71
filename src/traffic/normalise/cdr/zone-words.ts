/** Minutes ahead of universal time that a zone's abbreviation stands for; several where countries share it. */
const OFFSETS: Readonly<Record<string, readonly number[]>> = {
  CST: [480, -360],
  CDT: [-300],
  EST: [-300],
  EDT: [-240],
  MST: [-420],
  MDT: [-360],
  PST: [-480, 480],
  PDT: [-420],
  BST: [60, 360],
  IST: [330, 60, 120],
  WET: [0],
  WEST: [60],
  CET: [60],
  CEST: [120],
  EET: [120],
  EEST: [180],
  MSK: [180],
  HKT: [480],
  SGT: [480],
  MYT: [480],
  PHT: [480],
  WIB: [420],
  ICT: [420],
  JST: [540],
  KST: [540],
  AEST: [600],
  AEDT: [660],
};

/** What an abbreviation can mean; empty for a word that is none. */
export function zoneWordOffsets(word: string): readonly number[] {
  return OFFSETS[word.toUpperCase()] ?? [];
}
