const letter = 1;
const digit = 2;
const space = 3;
const lineEnd = 4;
const sign = 5;

/** The class of each ASCII character; 0 stands for all others. */
const classes = new Uint8Array(128).map((_, code) => classOf(String.fromCharCode(code)));

function classOf(character: string): number {
  if (/[A-Za-z]/.test(character)) return letter;
  if (/\d/.test(character)) return digit;
  if (/[\r\n]/.test(character)) return lineEnd;
  return /\s/.test(character) ? space : sign;
}

const apostrophe = 39;
const blank = 32;

/**
 * Where the piece ends that begins at `start`, as the pattern of cl100k has it, found without the
 * pattern: a search costs ten times what such a short piece takes to look at. Undefined where the
 * pattern has to be asked: at an apostrophe, and where a character beside it is not ASCII.
 */
export function asciiPieceEnd(text: string, start: number): number | undefined {
  const first = classAt(text, start);
  const next = classAt(text, start + 1);
  if (first === 0 || text.charCodeAt(start) === apostrophe) return undefined;
  // `[^\r\n\p{L}\p{N}]?\p{L}+`
  if (first === letter) return runEnd(text, start, letter);
  if (first === space || first === sign) {
    if (next === letter) return runEnd(text, start + 1, letter);
    if (next === 0 && start + 1 < text.length) return undefined;
  }
  // `\p{N}{1,3}`
  if (first === digit) return numberEnd(text, start);
  // ` ?[^\s\p{L}\p{N}]+[\r\n]*`
  const isSpaced = next === sign && text.charCodeAt(start) === blank;
  if (first === sign || isSpaced) return signsEnd(text, isSpaced ? start + 1 : start);
  return whiteEnd(text, start);
}

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (classes[code] ?? 0) : 0;
}

/** Undefined when what follows the run might belong to it. */
function runEnd(text: string, start: number, kind: number): number | undefined {
  let at = start + 1;
  while (classAt(text, at) === kind) at++;
  return isAscii(text, at) ? at : undefined;
}

function numberEnd(text: string, start: number): number | undefined {
  let at = start + 1;
  while (at < start + 3 && classAt(text, at) === digit) at++;
  return at === start + 3 || isAscii(text, at) ? at : undefined;
}

function signsEnd(text: string, start: number): number | undefined {
  let at = runEnd(text, start, sign);
  while (at !== undefined && classAt(text, at) === lineEnd) at++;
  return at;
}

/** `\s+$|\s*[\r\n]|\s+(?!\S)|\s` */
function whiteEnd(text: string, start: number): number | undefined {
  let at = start;
  let behindLine = 0;
  for (let kind = classAt(text, at); kind === space || kind === lineEnd; ) {
    at++;
    if (kind === lineEnd) behindLine = at;
    kind = classAt(text, at);
  }
  if (at === text.length) return at;
  if (!isAscii(text, at)) return undefined;
  if (behindLine > 0) return behindLine;
  return at - start > 1 ? at - 1 : at;
}

/** Whether no letter of another alphabet and the like stands there; the end of the text counts. */
function isAscii(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) < 128;
}
