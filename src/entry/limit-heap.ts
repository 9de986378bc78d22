import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** The engines of Node 22 and 24, in which it was seen to work: others are left as they are. */
const knownEngine = /^1[23]\./;

/** What the space for new objects may grow to, of this thread. V8's own limit is 128 MB. */
const maxNewSpaceBytes = 8 * 1024 * 1024;
const checkEveryMs = 50;
/** How much garbage old objects may become before they are collected, in per cent of those in use. */
const growthPercent = 20;

let users = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Keeps V8 from letting garbage lie while the machine has room for it, which makes no work faster that
 * reads documents one by one. The flags for it at the start of Node are not ours to set, and these two
 * are heeded later too.
 *
 * @returns what ends it; several may hold it at the same time
 */
export function limitHeap(): Disposable {
  let isHeld = knownEngine.test(process.versions.v8);
  if (isHeld) users += 1;
  if (isHeld && users === 1) {
    setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
    timer = setInterval(holdNewSpace, checkEveryMs).unref();
  }
  return {
    [Symbol.dispose]() {
      if (!isHeld) return;
      isHeld = false;
      users -= 1;
      if (users > 0) return;
      clearInterval(timer);
      setFlagsFromString('--heap-growing-percent=0');
      setFlagsFromString('--semi-space-growth-factor=2');
    },
  };
}

/** V8 multiplies the space by this factor when much of it stays in use; it shrinks by itself. */
function holdNewSpace(): void {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  const isFull = (space?.space_size ?? 0) >= maxNewSpaceBytes;
  setFlagsFromString(`--semi-space-growth-factor=${isFull ? 1 : 2}`);
}
