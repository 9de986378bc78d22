import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { asError, cutText, StopScopeError } from '#kit';
import { gitEnvironment } from './git-environment.ts';

/** Git's own program, asked about one work tree. It is never given to a shell. */
export interface Git {
  readonly folder: string;
  /** All of the output; undefined when git ends with one of the `refusals`. */
  read(args: readonly string[], options: GitOptions): Promise<Buffer | undefined>;
  /**
   * The NUL-terminated records of the output, one at a time; returns what git said on standard error
   * besides, its warnings.
   */
  records(args: readonly string[], options: GitOptions): AsyncGenerator<Buffer, string>;
}

export interface GitOptions {
  readonly signal: AbortSignal;
  /** Exit codes that are an answer: 1 where git means "no". */
  readonly refusals?: readonly number[];
  /** True for a listing that must not go to the network for blobs which a partial clone left out. */
  readonly offline?: boolean;
  /** Environment variables for this one command: secrets go there and not into its arguments. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Not part of any answer: read no more of it than a message can use. */
const maxStderrLength = 64 * 1024;

/**
 * @throws StopScopeError `git_missing` or `git_failed`, from every method; the signal's reason when
 *   it was aborted.
 */
export function createGit(folder: string): Git {
  async function* chunks(
    args: readonly string[],
    { signal, refusals = [], offline = false, variables }: GitOptions,
  ): AsyncGenerator<Buffer, Ending> {
    signal.throwIfAborted();
    const child = spawn('git', [...fixedArguments(folder), ...args], {
      // git finds its program, home and configuration in the environment; no option is read from it.
      env: {
        ...gitEnvironment(process.env),
        ...(offline && { GIT_NO_LAZY_FETCH: '1' }),
        ...variables,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (stderr.length < maxStderrLength) stderr += text;
    });
    const stop = () => child.kill();
    signal.addEventListener('abort', stop, { once: true });
    const closed = once(child, 'close');
    // Awaited below; when the consumer leaves early nobody is there to hear of a failure.
    closed.catch(() => undefined);
    try {
      yield* child.stdout;
      await closed.catch((cause: unknown) => {
        throw cannotStart(folder, asError(cause));
      });
      signal.throwIfAborted();
      const { exitCode } = child;
      if (exitCode === 0) return { refused: false, stderr };
      if (exitCode !== null && refusals.includes(exitCode)) return { refused: true, stderr };
      throw failed(folder, args, exitCode, stderr);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  return {
    folder,
    async read(args, options) {
      const parts: Buffer[] = [];
      const output = chunks(args, options);
      for (let step = await output.next(); ; step = await output.next()) {
        if (step.done) return step.value.refused ? undefined : Buffer.concat(parts);
        parts.push(step.value);
      }
    },
    async *records(args, options) {
      const output = chunks(args, options);
      let rest: Buffer = Buffer.alloc(0);
      try {
        for (let step = await output.next(); ; step = await output.next()) {
          if (step.done) return step.value.stderr;
          const data = rest.length === 0 ? step.value : Buffer.concat([rest, step.value]);
          let from = 0;
          for (let end = data.indexOf(0); end !== -1; end = data.indexOf(0, from)) {
            yield data.subarray(from, end);
            from = end + 1;
          }
          rest = data.subarray(from);
        }
      } finally {
        await output.return({ refused: true, stderr: '' });
      }
    },
  };
}

/** The content that git keeps under a hash. */
export async function readBlob(git: Git, blob: string, signal: AbortSignal): Promise<Buffer> {
  return (await git.read(['cat-file', 'blob', blob], { signal })) ?? Buffer.alloc(0);
}

interface Ending {
  readonly refused: boolean;
  readonly stderr: string;
}

function fixedArguments(folder: string): readonly string[] {
  return [
    '-C',
    folder,
    '--no-optional-locks',
    // A monitor is a program that the repository names, and its daemon keeps our pipe open.
    '-c',
    'core.fsmonitor=false',
  ];
}

function cannotStart(folder: string, cause: Error): StopScopeError {
  return new StopScopeError(
    `git could not be started for the work tree ${folder}: ${cause.message}.`,
    {
      code: 'git_missing',
      hint: 'Install git and put it on the PATH; a work tree is read only with its help.',
      cause,
    },
  );
}

function failed(folder: string, args: readonly string[], code: number | null, stderr: string) {
  const command = args.find((arg) => !arg.startsWith('-')) ?? '';
  const fatal = /^(?:fatal|error): (.*)$/m.exec(stderr)?.[1] ?? stderr.trim();
  const reason = fatal === '' ? `exit code ${code}` : cutText(withoutLogins(fatal), 300);
  return new StopScopeError(`git ${command} failed in ${folder}: ${reason}.`, {
    code: 'git_failed',
    hint: stderr.includes('safe.directory')
      ? `The folder belongs to another user. If you trust it, run: git config --global --add safe.directory '${folder}'`
      : `Make "git -C ${folder} status" work, or remove a .git that is no repository.`,
  });
}

function withoutLogins(text: string): string {
  return text.replace(/\/\/[^/\s@]+@/g, '//');
}
