import { execFileSync } from 'node:child_process';

export interface DemoRepository {
  commit(message: string): void;
}

/**
 * A git repository in a folder, so that the demonstration reads commits as a docs team's sync would.
 * Where git is not installed, commits do nothing, and the folder is read as a plain one.
 */
export function openDemoRepository(folder: string): DemoRepository {
  const identity = ['-c', 'user.name=twigkit', '-c', 'user.email=twigkit@localhost'];
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...identity, '-c', 'commit.gpgsign=false', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  try {
    git('init', '--quiet');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { commit: () => undefined };
    }
    throw error;
  }
  return {
    commit(message) {
      git('add', '--all');
      git('commit', '--quiet', '--no-verify', '--message', message);
    },
  };
}
