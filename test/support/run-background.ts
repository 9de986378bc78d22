import type { TwigServer } from '#twig/server/create-twig-server.ts';

export interface RunningBackground extends AsyncDisposable {
  stop(): Promise<void>;
}

/** Lets a server do its work in the background, until the test is through with it. */
export function runBackground(server: Pick<TwigServer, 'runBackground'>): RunningBackground {
  const controller = new AbortController();
  const running = server.runBackground(controller.signal);
  const stop = () => {
    controller.abort();
    return running;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}
