/** What the parser must know of an element by its name. */
export interface ElementRule {
  /** It has no inside and no closing tag. */
  readonly isVoid: boolean;
  /** Its own bit among the elements that others close; 0 for none. */
  readonly bit: number;
  /** The bits of the elements that end where it begins, as long as they are the innermost. */
  readonly closes: number;
  /** What its inside is read as. */
  readonly inside: 'markup' | 'text' | 'code' | 'title';
  /** Whether a tag in it may close itself: true in SVG and MathML, false where HTML begins again. */
  readonly isForeign: boolean | undefined;
}

const voids: ReadonlySet<string> = new Set(
  (
    'area base basefont br col command embed frame hr img input isindex keygen link meta param ' +
    'source track wbr'
  ).split(' '),
);

const controls = 'input option optgroup select button datalist textarea';

/** Which elements end where another one begins, without a tag of their own. */
const closedBy: Readonly<Record<string, string>> = {
  tr: 'tr th td',
  th: 'th',
  td: 'thead th td',
  body: 'head link script',
  li: 'li',
  option: 'option',
  optgroup: 'optgroup option',
  dd: 'dd dt',
  dt: 'dd dt',
  rt: 'rt rp',
  rp: 'rt rp',
  tbody: 'thead tbody',
  tfoot: 'thead tbody',
  ...closing('select input output button datalist textarea', controls),
  ...closing(
    'p h1 h2 h3 h4 h5 h6 address article aside blockquote details div dl fieldset figcaption figure ' +
      'footer form header hr main nav ol pre section table ul',
    'p',
  ),
};

const bits = new Map(
  [...new Set(Object.values(closedBy).join(' ').split(' '))].map((name, at) => [name, 1 << at]),
);

const insides: ReadonlyMap<string, ElementRule['inside']> = new Map([
  ['script', 'code'],
  ['style', 'code'],
  ['textarea', 'text'],
  ['xmp', 'text'],
  ['title', 'title'],
]);

const foreign: ReadonlyMap<string, boolean> = new Map([
  ['math', true],
  ['svg', true],
  ...'mi mo mn ms mtext annotation-xml foreignobject desc title'
    .split(' ')
    .map((name) => [name, false] as const),
]);

const plain: ElementRule = ruleOf('');

const rules: ReadonlyMap<string, ElementRule> = new Map(
  [...voids, ...Object.keys(closedBy), ...bits.keys(), ...insides.keys(), ...foreign.keys()].map(
    (name) => [name, ruleOf(name)],
  ),
);

/** @param name in lower case */
export function elementRule(name: string): ElementRule {
  return rules.get(name) ?? plain;
}

function ruleOf(name: string): ElementRule {
  const closed = closedBy[name]?.split(' ') ?? [];
  return {
    isVoid: voids.has(name),
    bit: bits.get(name) ?? 0,
    closes: closed.reduce((sum, one) => sum | (bits.get(one) ?? 0), 0),
    inside: insides.get(name) ?? 'markup',
    isForeign: foreign.get(name),
  };
}

function closing(names: string, closed: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, closed]));
}
