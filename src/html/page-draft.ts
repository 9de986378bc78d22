import type { HtmlPage } from '#core/html-page.ts';
import { createLender, type Lent } from '#util/lend-array.ts';
import { type ElementRule, elementRule } from './element-rules.ts';
import { createNameTable, type NameTable } from './name-table.ts';

/** The name of node 0. */
export const pageName = ':page';

/**
 * Whoever walks a page may go down with it. What is nested deeper is no page that people read: there
 * it begins anew, as if all were closed, and nothing but the nesting is lost.
 */
const maxDepth = 1_200;

const lendNumbers = createLender((length) => new Int32Array(length));
const lendAttributes = createLender((length) => new Int32Array(length));
/** Numbers; enough for most pages. */
const firstRoom = 1 << 14;

/** Where the numbers of a node stand behind its kind. */
const endOffset = 1;
const firstOffset = 2;
const countOffset = 3;

/**
 * A page that is being parsed. What is done with it are functions of this module and not of each
 * draft: the engine can put only those into their callers, and it is done for every tag.
 */
export interface PageDraft {
  readonly names: NameTable;
  /** By the number of the name. */
  readonly rules: ElementRule[];
  /** Four numbers for each node: `kinds`, `ends`, `firsts`, `counts` of the page. */
  nodes: Lent<Int32Array>;
  nodeCount: number;
  /** Two for each attribute. */
  attributes: Lent<Int32Array>;
  attributeCount: number;
  readonly values: string[];
  /** Of each name the last element that has it as an attribute. */
  readonly lastWith: number[];
  /** Elements that are open, and their names; the page itself first. */
  readonly open: number[];
  readonly openNames: number[];
  /** How many elements of each name are open. */
  readonly openCounts: number[];
  /** Whether a tag may close itself here, innermost last. */
  readonly isForeign: boolean[];
  /** The one that was opened last. */
  element: number;
  /** The place of the text that goes on: nothing but text came since it began. */
  text: number;
  inCode: boolean;
}

export function startPage(): PageDraft {
  const nodes = lendNumbers(firstRoom);
  nodes.numbers.set([1, 0, 0, 0]);
  return {
    names: createNameTable(['', pageName]),
    rules: [],
    nodes,
    nodeCount: 1,
    attributes: lendAttributes(firstRoom),
    attributeCount: 0,
    values: [],
    lastWith: [],
    open: [0],
    openNames: [1],
    openCounts: [],
    isForeign: [],
    element: 0,
    text: -1,
    inCode: false,
  };
}

/** Begins an element, and ends those that have no tag for it; says how what stands in it is read. */
export function openElement(page: PageDraft, name: number): ElementRule {
  const rule = ruleOf(page, name);
  if (rule.closes !== 0) {
    while ((innermostRule(page).bit & rule.closes) !== 0) closeInnermost(page);
  }
  if (page.open.length > maxDepth) while (page.open.length > 1) closeInnermost(page);
  if (rule.isForeign !== undefined) page.isForeign.push(rule.isForeign);
  if (!rule.isVoid) page.openCounts[name] = (page.openCounts[name] ?? 0) + 1;
  begin(page, name);
  page.inCode = rule.inside === 'code';
  return rule;
}

/** Of the element that was opened last; of two of one name the first counts. */
export function addAttribute(page: PageDraft, name: number, value: string): void {
  const { element } = page;
  if (page.lastWith[name] === element) return;
  page.lastWith[name] = element;
  const next = 2 * page.attributeCount;
  if (next + 2 > page.attributes.numbers.length) page.attributes = grown(page.attributes);
  const { numbers } = page.attributes;
  numbers[next] = name;
  numbers[next + 1] = page.values.length;
  page.attributeCount++;
  page.values.push(value);
  const { numbers: nodes } = page.nodes;
  const count = 4 * element + countOffset;
  nodes[count] = (nodes[count] ?? 0) + 1;
}

/** The opening tag is over. */
export function endOpening(page: PageDraft, closesItself: boolean): void {
  if (ruleOf(page, page.nodes.numbers[4 * page.element] ?? 0).isVoid) end(page);
  else if (closesItself && page.isForeign.at(-1) === true) closeInnermost(page);
}

/** A closing tag, which may be one of nothing. */
export function closeElement(page: PageDraft, name: number): void {
  const rule = ruleOf(page, name);
  if (rule.isForeign !== undefined) page.isForeign.pop();
  if (rule.isVoid) {
    if (page.names.names[name] !== 'br') return;
    begin(page, name);
    end(page);
  } else if ((page.openCounts[name] ?? 0) > 0) {
    while (page.openNames[page.openNames.length - 1] !== name) closeInnermost(page);
    closeInnermost(page);
  } else if (page.names.names[name] === 'p') {
    openElement(page, name);
    closeInnermost(page);
  }
}

export function addText(page: PageDraft, data: string): void {
  if (page.inCode) return;
  if (page.text >= 0) {
    page.values[page.text] += data;
    return;
  }
  page.text = page.values.length;
  addNode(page, 0, page.nodeCount + 1, page.text);
  page.values.push(data);
}

export function addComment(page: PageDraft): void {
  page.text = -1;
}

/** The draft must not be used after that. */
export function finishPage(page: PageDraft): HtmlPage {
  const { nodeCount, attributeCount, open, values } = page;
  const { numbers } = page.nodes;
  for (const at of open) numbers[4 * at + endOffset] = nodeCount;
  // One stretch of memory for all lists: to ask for it costs more than to fill it.
  const all = new Int32Array(4 * nodeCount + 2 * attributeCount);
  for (let at = 0, from = 0; at < nodeCount; at++, from += 4) {
    all[at] = numbers[from] ?? 0;
    all[at + nodeCount] = numbers[from + endOffset] ?? 0;
    all[at + 2 * nodeCount] = numbers[from + firstOffset] ?? 0;
    all[at + 3 * nodeCount] = numbers[from + countOffset] ?? 0;
  }
  all.set(page.attributes.numbers.subarray(0, 2 * attributeCount), 4 * nodeCount);
  page.nodes[Symbol.dispose]();
  page.attributes[Symbol.dispose]();
  return {
    names: page.names.names,
    kinds: all.subarray(0, nodeCount),
    ends: all.subarray(nodeCount, 2 * nodeCount),
    firsts: all.subarray(2 * nodeCount, 3 * nodeCount),
    counts: all.subarray(3 * nodeCount, 4 * nodeCount),
    attributes: all.subarray(4 * nodeCount),
    values,
  };
}

function begin(page: PageDraft, name: number): void {
  page.text = -1;
  page.inCode = false;
  page.element = page.nodeCount;
  addNode(page, name, 0, page.attributeCount);
  page.open.push(page.element);
  page.openNames.push(name);
}

function addNode(page: PageDraft, kind: number, end: number, first: number): void {
  const next = 4 * page.nodeCount;
  if (next + 4 > page.nodes.numbers.length) page.nodes = grown(page.nodes);
  const { numbers } = page.nodes;
  numbers[next] = kind;
  numbers[next + endOffset] = end;
  numbers[next + firstOffset] = first;
  numbers[next + countOffset] = 0;
  page.nodeCount++;
}

/** The same in an array of twice the length. */
function grown(full: Lent<Int32Array>): Lent<Int32Array> {
  using old = full;
  const { numbers } = old;
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return { numbers: larger, [Symbol.dispose]() {} };
}

function closeInnermost(page: PageDraft): void {
  const name = page.openNames[page.openNames.length - 1] ?? 0;
  page.openCounts[name] = (page.openCounts[name] ?? 0) - 1;
  end(page);
}

function end(page: PageDraft): void {
  page.text = -1;
  page.inCode = false;
  page.openNames.pop();
  page.nodes.numbers[4 * (page.open.pop() ?? 0) + endOffset] = page.nodeCount;
}

function innermostRule(page: PageDraft): ElementRule {
  return ruleOf(page, page.openNames[page.openNames.length - 1] ?? 0);
}

function ruleOf(page: PageDraft, name: number): ElementRule {
  const known = page.rules[name];
  if (known !== undefined) return known;
  const rule = elementRule(page.names.names[name] ?? '');
  page.rules[name] = rule;
  return rule;
}
