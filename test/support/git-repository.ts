import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Keeps the configuration of whoever runs the tests out of git, in tests and in what they test. */
export const quietGitEnvironment: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_COMMITTER_NAME: 'Author',
  GIT_COMMITTER_EMAIL: 'author@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Runs git in a folder and gives what it printed, trimmed. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...quietGitEnvironment },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Puts everything in a folder into one more commit, in a repository made for it if need be. */
export function commitAll(folder: string, message: string): string {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
  return git(folder, 'rev-parse', 'HEAD');
}

export interface GitRepository {
  readonly path: string;
  git(...args: readonly string[]): string;
  write(files: Files): void;
  /** Writes files and commits everything; gives the commit's id. */
  commit(files: Files, message?: string): string;
}

/** A new repository in a folder that is made for it. */
export function gitRepository(path: string, initOptions: readonly string[] = []): GitRepository {
  mkdirSync(path, { recursive: true });
  git(path, 'init', '--quiet', '--initial-branch=main', ...initOptions);
  return {
    path,
    git: (...args) => git(path, ...args),
    write: (files) => writeFiles(path, files),
    commit(files, message = 'Change') {
      writeFiles(path, files);
      return commitAll(path, message);
    },
  };
}
