import { naturalQuestions } from './natural-questions.ts';

/**
 * Questions out of the data, by a rule: evenly spread chunks, and of each the first sentence of 6 to 12
 * words that are all made of letters; thirty natural ones are mixed in, one after every fifth.
 */
export function questionsFrom(texts: readonly string[], count: number): readonly string[] {
  const questions: string[] = [];
  const step = Math.max(1, Math.floor(texts.length / (2 * count)));
  for (let at = step; at < texts.length && questions.length < count; at += step) {
    const natural = naturalQuestions[Math.floor(questions.length / 6)];
    if (questions.length % 6 === 5 && natural !== undefined) questions.push(natural);
    const sentence = sentencesOf(texts[at] ?? '').find(isQuestion);
    if (sentence !== undefined) questions.push(sentence.join(' '));
  }
  return questions.slice(0, count);
}

function sentencesOf(text: string): readonly (readonly string[])[] {
  return text.split(/(?<=[.!?])\s+|\n/).map((sentence) =>
    sentence
      .replace(/[^\p{L}\p{N}' -]/gu, ' ')
      .trim()
      .split(/\s+/),
  );
}

function isQuestion(words: readonly string[]): boolean {
  return (
    words.length >= 6 &&
    words.length <= 12 &&
    words.every((word) => /^\p{L}['\p{L}-]*$/u.test(word))
  );
}
