import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

export interface HeapLimits {
  /**
   * How much garbage old objects may become before they are collected, in per cent of those in use; 0
   * leaves it to V8. Default 50.
   */
  readonly growthPercent?: number;
}

/** The engines of Node 22 and 24, in which it was seen to work: others are left as they are. */
const knownEngine = /^1[23]\./;

/** What the space for new objects of this thread may grow to. V8's own limit is 128 MB. */
const maxNewSpaceBytes = 32 * 1024 * 1024;
const checkEveryMs = 50;

let holders = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Keeps V8 from letting garbage lie while the machine has room for it, which makes nothing faster that
 * takes one document after the other. Node's options for it are not ours to set, for they come before
 * the program; two flags are heeded later too.
 *
 * @returns what ends it; several may hold it, and the first one's limits count
 */
export function limitHeap({ growthPercent = 50 }: HeapLimits = {}): Disposable {
  let isHeld = knownEngine.test(process.versions.v8);
  if (isHeld) holders += 1;
  if (isHeld && holders === 1) {
    setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
    timer = setInterval(holdNewSpace, checkEveryMs).unref();
  }
  return {
    [Symbol.dispose]() {
      if (!isHeld) return;
      isHeld = false;
      holders -= 1;
      if (holders > 0) return;
      clearInterval(timer);
      setFlagsFromString('--heap-growing-percent=0');
      setFlagsFromString('--semi-space-growth-factor=2');
    },
  };
}

/** V8 multiplies the space by this factor when much of it stays in use. It shrinks by itself. */
function holdNewSpace(): void {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  const isFull = (space?.space_size ?? 0) >= maxNewSpaceBytes;
  setFlagsFromString(`--semi-space-growth-factor=${isFull ? 1 : 2}`);
}
