import { type SeededRandom, seededRandom } from './seeded-random.ts';

const words =
  'the sync writes one row per document and keeps its version café naïve 数据 同步 🙂 👩‍👩‍👧 don’t e.g. 3.14 --flag foo_bar `code` **bold** [link](https://example.com/a) (see below) /path/to CamelCase 1234567'.split(
    ' ',
  );

/** Markdown with every kind of block, odd spacing and now and then something monstrous. */
export function generatedMarkdown(seed: number): string {
  const random = seededRandom(seed);
  const parts = Array.from({ length: 3 + random.below(25) }, () => generatedBlock(random));
  return parts.join(random.pick(['\n\n', '\n\n', '\n\n\n', '\n \n']));
}

function generatedBlock(random: SeededRandom): string {
  switch (random.below(12)) {
    case 0:
    case 1:
      return `${'#'.repeat(1 + random.below(4))} ${sentence(random, 4)}`;
    case 2:
      return `${sentence(random, 3)}\n${random.pick(['===', '---'])}`;
    case 3:
      return fence(random);
    case 4:
      return table(random);
    case 5:
      return repeated(
        2 + random.below(30),
        (at) => `${' '.repeat(2 * (at % 3))}- ${sentence(random, 9)}`,
      );
    case 6:
      return repeated(1 + random.below(6), () => `> ${sentence(random, 12)}`);
    case 7:
      return random.pick(['<!-- not to be read -->', '***', '<div align="center">\nboxed\n</div>']);
    case 8:
      return monster(random);
    default:
      return Array.from({ length: 1 + random.below(14) }, () => sentence(random, 14)).join(
        random.pick([' ', '\n', '  ']),
      );
  }
}

function sentence(random: SeededRandom, maxWords: number): string {
  const count = 1 + random.below(maxWords);
  const text = Array.from({ length: count }, () => random.pick(words)).join(' ');
  return `A ${text}${random.pick(['.', '.', '?', '!”', '...', ':'])}`;
}

function fence(random: SeededRandom): string {
  const mark = random.pick(['```', '~~~~']);
  const body = repeated(1 + random.below(random.pick([8, 150])), () =>
    random.pick([`  call(${random.pick(words)});`, '# no heading', '', '\tindented', '}']),
  );
  return `${mark}js\n${body}\n${mark}`;
}

function table(random: SeededRandom): string {
  const rows = repeated(
    1 + random.below(random.pick([5, 80])),
    () => `| ${sentence(random, 6)} | b |`,
  );
  return `| name | other |\n| --- | :-: |\n${rows}`;
}

function monster(random: SeededRandom): string {
  return random.pick([
    'x'.repeat(3_000),
    '👩‍👩‍👧'.repeat(400),
    '同步数据'.repeat(500),
    '='.repeat(2_500),
    'ab '.repeat(2_000),
    '<|endoftext|> '.repeat(50),
    `a${' '.repeat(3_000)}b`,
    'é́̂'.repeat(600),
  ]);
}

function repeated(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('\n');
}
