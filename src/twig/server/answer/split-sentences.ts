/** Enough for the longest sentence of prose; a table or listing beyond it is cut at a line. */
const maxLength = 600;

/**
 * The sentences of a passage, in order, each as it stands there but for folded white space. A line
 * break ends a sentence where it ends a list item, a table row, a heading or a line of code; in prose
 * that is wrapped it does not.
 */
export function splitSentences(text: string): readonly string[] {
  const sentences: string[] = [];
  for (const block of blocksOf(text)) {
    for (const sentence of block.split(sentenceEnd)) {
      const folded = sentence
        .replace(/\s+/g, ' ')
        .replace(/^: | (?=: )/g, '')
        .trim();
      if (/[\p{L}\p{N}]/u.test(folded)) sentences.push(cut(folded));
    }
  }
  return sentences;
}

/**
 * After a full stop, question or exclamation mark, and what closes after it, when white space and the
 * beginning of a sentence follow. Not after one letter (`e.`, `J.`), nor after
 * common abbreviations and the number of a section.
 */
const sentenceEnd =
  /(?<=[.!?。！？][)"'”’\]]*)(?<!\b(?:\p{L}|e\.g|i\.e|etc|vs|cf|approx|resp|Dr|Mr|Mrs|Ms|No|Fig)\.)(?<!^\s*[\dA-Z]+(?:\.\d+)*\.)(?:\s+(?=[\p{Lu}\p{N}"'“‘([`*_-])|(?<=[。！？]))/u;

/** Runs of lines that belong together. */
function* blocksOf(text: string): Generator<string, void> {
  let block: string[] = [];
  let inCode = false;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    if (/^\s*:::/.test(raw)) continue;
    const line = raw.replace(/ *\{#[\w-]+\}\s*$/, '').replace(/^:\s+/, ': ');
    const fence = /^\s*(```|~~~)/.test(line);
    const ownLine = inCode || fence || /^\s*$/.test(line) || /^(#{1,6} |\s*\|| {4,}|\t)/.test(line);
    const opens = ownLine || /^\s*([-*+•]|\d+[.)])\s/.test(line);
    if (opens && block.length > 0) {
      yield block.join('\n');
      block = [];
    }
    if (fence) inCode = !inCode;
    else if (ownLine) yield line.replace(/^#{1,6} /, '');
    else block.push(line);
  }
  if (block.length > 0) yield block.join('\n');
}

function cut(sentence: string): string {
  if (sentence.length <= maxLength) return sentence;
  const end = sentence.lastIndexOf(' ', maxLength - 1);
  return `${sentence.slice(0, end > 0 ? end : maxLength - 1).toWellFormed()} …`;
}
