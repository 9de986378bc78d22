/**
 * Takes docs/images/check-summary.png: a copy of our own documentation loses a heading, the built
 * Action checks it, and its job summary is shown as GitHub shows it.
 *
 *   node scripts/check-screenshot.ts [path of a Chromium]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { summaryToHtml } from './summary-to-html.ts';

const root = resolve(import.meta.dirname, '..');
const picture = join(root, 'docs/images/check-summary.png');
const page = 'docs/sync.md';
const executablePath = process.argv[2] ?? '/usr/bin/chromium';

const folder = mkdtempSync(join(tmpdir(), 'twigkit-picture-'));
try {
  await takePicture(summaryToHtml(checkWithoutHeading(folder)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The summary of a check of our documentation without one of its headings. */
function checkWithoutHeading(folder: string): string {
  const copy = join(folder, 'handbook');
  cpSync(join(root, 'docs'), join(copy, 'docs'), { recursive: true });
  cpSync(join(root, 'README.md'), join(copy, 'README.md'));
  commit(copy, 'Documentation');
  const path = join(copy, page);
  const text = readFileSync(path, 'utf8');
  const heading = /^## .*\n+/m.exec(text)?.[0];
  if (heading === undefined) throw new Error(`${page} has no heading to lose.`);
  writeFileSync(path, text.replace(heading, ''));
  commit(copy, 'Tidy up');
  const summary = join(folder, 'summary.md');
  for (const name of ['summary.md', 'output']) writeFileSync(join(folder, name), '');
  const run = spawnSync(process.execPath, [join(root, 'dist/action/index.js')], {
    cwd: copy,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      GITHUB_WORKSPACE: copy,
      GITHUB_REPOSITORY: 'acme/handbook',
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: folder,
      INPUT_MODE: 'check',
      INPUT_PATHS: 'docs\nREADME.md',
      INPUT_SUITE: 'docs/questions.yaml',
    },
  });
  if (run.status !== 3)
    throw new Error(`The check was to fail, and ended with ${run.status}:\n${run.stdout}`);
  return readFileSync(summary, 'utf8');
}

function commit(folder: string, message: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=Writer', '-c', 'user.email=writer@example.com', ...args],
      {
        cwd: folder,
        stdio: 'ignore',
      },
    );
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

async function takePicture(html: string): Promise<void> {
  mkdirSync(dirname(picture), { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const view = await browser.newPage({ viewport: { width: 944, height: 1010 } });
    await view.setContent(html);
    await view.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
}
