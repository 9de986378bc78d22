import type { TextUnits } from '#util/text-units.ts';

const letter = 1;
const digit = 2;
const space = 3;
const lineEnd = 4;
const sign = 5;

/**
 * The class of each character up to the arrows, of those that ordinary text has; 0 stands for all
 * others, letters of other alphabets and whatever may join one.
 */
const classes = new Uint8Array(0x2200).map((_, code) => classOf(code));

function classOf(code: number): number {
  const character = String.fromCharCode(code);
  if (/[A-Za-z]/.test(character)) return letter;
  if (/[0-9]/.test(character)) return digit;
  if (/[\r\n]/.test(character)) return lineEnd;
  if (/[\t\v\f ]/.test(character)) return space;
  if (code < 128) return sign;
  return /[\xa1-\xbf\u2010-\u2027\u2030-\u205e\u2190-\u21ff]/.test(character) &&
    /[\p{P}\p{S}]/u.test(character)
    ? sign
    : 0;
}

const apostrophe = 39;
const blank = 32;
/** What `'(?i:[sdmt]|ll|ve|re)` takes, behind the apostrophe. */
const contraction = /[sdmt]|ll|ve|re/iy;

/**
 * Where the piece ends that begins at `start`, as the pattern of cl100k has it, found without the
 * pattern: a search costs ten times what such a short piece takes to look at. Undefined where the
 * pattern has to be asked: where a character in it or beside it is neither ASCII nor a usual sign.
 *
 * @param limit Where the text ends for this question.
 */
export function usualPieceEnd(
  { text, units }: TextUnits,
  start: number,
  limit: number,
): number | undefined {
  const first = classAt(units, start, limit);
  const next = classAt(units, start + 1, limit);
  if (first === 0) return undefined;
  if (units[start] === apostrophe && next === letter) {
    contraction.lastIndex = start + 1;
    if (contraction.test(text) && contraction.lastIndex <= limit) return contraction.lastIndex;
  }
  // `[^\r\n\p{L}\p{N}]?\p{L}+`
  if (first === letter) return runEnd(units, start, limit, letter);
  if (first === space || first === sign) {
    if (next === letter) return runEnd(units, start + 1, limit, letter);
    if (next === 0 && start + 1 < limit) return undefined;
  }
  // `\p{N}{1,3}`
  if (first === digit) return numberEnd(units, start, limit);
  // ` ?[^\s\p{L}\p{N}]+[\r\n]*`
  const isSpaced = next === sign && units[start] === blank;
  if (first === sign || isSpaced) return signsEnd(units, isSpaced ? start + 1 : start, limit);
  return whiteEnd(units, start, limit);
}

function classAt(units: Uint16Array, at: number, limit: number): number {
  return at < limit ? classOfUnit(units[at] ?? 0) : 0;
}

function classOfUnit(unit: number): number {
  return unit < classes.length ? (classes[unit] ?? 0) : 0;
}

/** Undefined when what follows the run might belong to it. */
function runEnd(
  units: Uint16Array,
  start: number,
  limit: number,
  kind: number,
): number | undefined {
  let at = start + 1;
  while (classAt(units, at, limit) === kind) at++;
  return isUsual(units, at, limit) ? at : undefined;
}

function numberEnd(units: Uint16Array, start: number, limit: number): number | undefined {
  let at = start + 1;
  while (at < start + 3 && classAt(units, at, limit) === digit) at++;
  return at === start + 3 || isUsual(units, at, limit) ? at : undefined;
}

function signsEnd(units: Uint16Array, start: number, limit: number): number | undefined {
  let at = runEnd(units, start, limit, sign);
  while (at !== undefined && classAt(units, at, limit) === lineEnd) at++;
  return at;
}

/** `\s+$|\s*[\r\n]|\s+(?!\S)|\s` */
function whiteEnd(units: Uint16Array, start: number, limit: number): number | undefined {
  let at = start;
  let behindLine = 0;
  for (let kind = classAt(units, at, limit); kind === space || kind === lineEnd; ) {
    at++;
    if (kind === lineEnd) behindLine = at;
    kind = classAt(units, at, limit);
  }
  if (at === limit) return at;
  if (!isUsual(units, at, limit)) return undefined;
  if (behindLine > 0) return behindLine;
  return at - start > 1 ? at - 1 : at;
}

/** Whether no letter of another alphabet and the like stands there; the end of the text counts. */
function isUsual(units: Uint16Array, at: number, limit: number): boolean {
  return at >= limit || classOfUnit(units[at] ?? 0) !== 0;
}
