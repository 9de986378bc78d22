import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../support/project-folder.ts';
import { cli } from '../support/run-cli.ts';

const main = resolve(import.meta.dirname, '../../src/entry/cli/main.ts');
const pageCount = 1500;

function manyPages() {
  const text = 'A sentence that makes the page long enough to take a moment. '.repeat(60);
  return projectFolder(
    Object.fromEntries(
      Array.from({ length: pageCount }, (_, index) => [
        `docs/page-${String(index).padStart(4, '0')}.md`,
        `# Page ${index}\n\n${text}\n`,
      ]),
    ),
  );
}

/** Starts a sync, and ends it with a signal once it has read five hundred documents. */
async function endSync(cwd: string, signal: 'SIGINT' | 'SIGKILL') {
  const child = spawn(process.execPath, [main, 'sync', 'docs'], { cwd, env: { CI: 'true' } });
  const closed = once(child, 'close');
  let said = '';
  for await (const chunk of child.stderr) {
    said += chunk;
    if (!child.killed && said.includes('read     500')) child.kill(signal);
  }
  const [code] = await closed;
  return { code, said };
}

describe('a sync that is ended', () => {
  it.each(['SIGINT', 'SIGKILL'] as const)('by %s is finished by the next one', async (signal) => {
    const { path: cwd } = manyPages();

    const ended = await endSync(cwd, signal);
    const next = JSON.parse((await cli(['sync', 'docs', '--json'], { cwd })).out);
    const last = JSON.parse((await cli(['sync', 'docs', '--json'], { cwd })).out);

    expect(ended.code).toBe(signal === 'SIGINT' ? 130 : null);
    expect(next.added + next.unchanged).toBe(pageCount);
    expect(last).toMatchObject({ unchanged: pageCount, added: 0, deleted: 0, write_calls: 0 });
  });
});
