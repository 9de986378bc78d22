import { fork } from 'node:child_process';
import { join } from 'node:path';

export interface BenchServer {
  readonly url: string;
  /** Asks the process for something and gives its next answer. */
  ask(message: 'embed' | 'memory'): Promise<Readonly<Record<string, number>>>;
  end(): Promise<void>;
}

/** Starts `server-process.ts` over a data folder. */
export async function runServer(dataDir: string, modelUrl?: string): Promise<BenchServer> {
  const args = modelUrl === undefined ? [dataDir] : [dataDir, modelUrl];
  const child = fork(join(import.meta.dirname, 'server-process.ts'), args, { stdio: 'inherit' });
  const next = <Answer>() =>
    new Promise<Answer>((resolve, reject) => {
      const fail = (code: number | null) => reject(new Error(`The server ended with ${code}.`));
      child.once('exit', fail);
      child.once('message', (message) => {
        child.off('exit', fail);
        // The process sends what each message asks for, and nothing else.
        resolve(message as Answer);
      });
    });
  const { url } = await next<{ readonly url: string }>();
  return {
    url,
    ask(message) {
      child.send(message);
      return next();
    },
    end() {
      child.send('end');
      return new Promise((resolve) => child.once('exit', () => resolve()));
    },
  };
}
