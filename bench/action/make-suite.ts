import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A suite of so many questions about pages of a repository, each by the words of its page's title. */
export function makeSuite(folder: string, files: readonly string[], count: number): string {
  const stride = Math.max(1, Math.floor(files.length / (count * 2)));
  const questions: object[] = [];
  for (let index = 0; index < files.length && questions.length < count; index += stride) {
    const path = files[index] ?? '';
    const title = /^title:\s*["']?(.+?)["']?\s*$|^#\s+(.+)$/m.exec(
      readFileSync(join(folder, path), 'utf8'),
    );
    const words = (title?.[1] ?? title?.[2] ?? '').trim();
    if (words.length < 8) continue;
    questions.push({
      id: `q${index}`,
      question: `What do I have to know about ${words}?`,
      targets: [{ path }],
    });
  }
  if (questions.length < count) throw new Error(`Only ${questions.length} pages have a title.`);
  const suite = join(folder, 'suite.yaml');
  writeFileSync(suite, JSON.stringify({ name: 'Bench', questions }));
  return suite;
}
