import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { commitAll, git, quietGitEnvironment } from '../support/git-repository.ts';
import { projectFolder } from '../support/project-folder.ts';
import { runAction } from '../support/run-action.ts';

const root = resolve(import.meta.dirname, '../..');

const workflow = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      steps: z.array(
        z.object({
          name: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.coerce.string()).optional(),
        }),
      ),
    }),
  ),
});

function stepOf(file: string, job: string, name: RegExp) {
  const text = readFileSync(join(root, '.github/workflows', file), 'utf8');
  const found = workflow
    .parse(parse(text))
    .jobs[job]?.steps.find((step) => name.test(step.name ?? ''));
  if (found === undefined) throw new Error(`${file} has no such step: ${name}`);
  return found;
}

/** Runs the script of one step as the runner does: bash that stops at the first failure. */
function runStep(
  [file, job, name]: readonly [file: string, job: string, name: RegExp],
  folder: string,
  env: Readonly<Record<string, string>> = {},
) {
  const { run = 'exit 99' } = stepOf(file, job, name);
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-c', run], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder, ...quietGitEnvironment, ...env },
  });
  return { status, stdout };
}

describe('a release', () => {
  const matches = ['release.yml', 'verify', /^The tag is the version/] as const;
  const move = ['release.yml', 'publish', /^Move the major tag/] as const;

  /** A clone of a bare remote on which these tags were pushed, one commit each, in this order. */
  function released(...tags: readonly string[]) {
    const remote = projectFolder().path;
    git(remote, 'init', '--quiet', '--bare');
    const { path } = projectFolder();
    git(path, 'clone', '--quiet', remote, '.');
    const commits = new Map<string, string>();
    const release = (tag: string) => {
      commits.set(tag, commitAll(path, tag));
      git(path, 'tag', tag);
      git(path, 'push', '--quiet', 'origin', tag);
      return runStep(move, path, {
        GITHUB_REF_NAME: tag,
        GITHUB_SHA: commits.get(tag) ?? '',
      });
    };
    const runs = tags.map(release);
    const at = (tag: string) => git(remote, 'rev-parse', `refs/tags/${tag}`);
    return { runs, commits, at };
  }

  it('goes on only when the tag says the version of the package', () => {
    const { path, write } = projectFolder();
    write('package.json', '{ "version": "1.2.3" }');

    expect(runStep(matches, path, { GITHUB_REF_NAME: 'v1.2.3' }).status).toBe(0);
    expect(runStep(matches, path, { GITHUB_REF_NAME: 'v1.2.4' }).status).not.toBe(0);
  });

  it('moves the tag of its major version, and no other', () => {
    const { runs, commits, at } = released('v1.0.0', 'v1.0.1', 'v1.0.10', 'v2.0.0');

    expect(runs.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(at('v1')).toBe(commits.get('v1.0.10'));
    expect(at('v2')).toBe(commits.get('v2.0.0'));
    expect(at('v1.0.0')).toBe(commits.get('v1.0.0'));
  });

  it('of an older line leaves the major tag where it is', () => {
    const { runs, commits, at } = released('v1.0.9', 'v1.1.0', 'v1.0.10');

    expect(runs.at(-1)).toEqual({
      status: 0,
      stdout: '::notice::v1 stays at v1.1.0, which is newer.\n',
    });
    expect(at('v1')).toBe(commits.get('v1.1.0'));
  });
});

describe('the comparison of the committed bundle', () => {
  const compare = ['dist.yml', 'compare', /^Compare/] as const;

  it('passes what is the same, and says how to mend what is not', () => {
    const { path, write } = projectFolder({
      'dist/action/index.js': '1;\n',
      'action.yml': 'name: x\n',
      'dist/action/chunks/a.js': '2;\n',
    });
    commitAll(path, 'Build');
    const same = runStep(compare, path);
    write('dist/action/chunks/b.js', '3;\n');
    const more = runStep(compare, path);

    expect(same.status).toBe(0);
    expect(more.status).toBe(1);
    expect(more.stdout).toContain(
      '::error::dist/action is not what the sources build. Run "npm run build"',
    );
  });
});

describe('the self-test', () => {
  it('takes away a heading for which the gate fails, on this very documentation', async () => {
    const { path } = projectFolder();
    cpSync(join(root, 'docs'), join(path, 'docs'), { recursive: true });
    cpSync(join(root, 'README.md'), join(path, 'README.md'));
    commitAll(path, 'Documentation');

    const taken = runStep(['selftest.yml', 'check', /^Take the heading/], path);
    const run = await runAction({
      workspace: path,
      inputs: stepOf('selftest.yml', 'check', /^Check it/).with ?? {},
    });
    const asserted = runStep(['selftest.yml', 'check', /^The gate failed/], path, {
      OUTCOME: run.exitCode === 0 ? 'success' : 'failure',
      GATE: run.outputs.gate ?? '',
    });

    expect(taken.status, taken.stdout).toBe(0);
    expect(run.exitCode, run.log).toBe(3);
    expect(asserted.status).toBe(0);
  });
});
