/** What the structure of a tagged document says of a piece of text. */
export interface TagOfText {
  /** Counts the elements of a page: text of one heading, paragraph or cell has one number. */
  readonly element: number;
  /** 1 to 6, for text in a heading. */
  readonly headingLevel?: number;
  readonly cell?: TagOfCell;
  /** Decoration, such as a header that is the same on every page. */
  readonly isArtifact?: boolean;
}

export interface TagOfCell {
  /** Number of its table on the page. */
  readonly table: number;
  readonly row: number;
  readonly column: number;
  readonly isHeader: boolean;
}

/** Of text by the id of its marks. */
export type Tags = ReadonlyMap<string, TagOfText>;

const maxDepth = 200;
/** Elements that are part of a line, not a block of their own. */
const inline =
  /^(?:Span|Link|Reference|Em|Strong|Quote|Code|Lbl|LBody|Annot|Ruby|RB|RT|RP|Sub|Note|BibEntry|Formula|NonStruct|m[a-z]+)$/;

interface Place {
  readonly element: number;
  readonly headingLevel?: number;
  readonly cell?: TagOfCell;
  readonly sectionDepth: number;
}

/** Reads the structure of one page, as the engine gives it. */
export function readTags(root: unknown): Tags {
  const tags = new Map<string, TagOfText>();
  let elementCount = 0;
  let tableCount = 0;
  const visit = (node: unknown, place: Place, depth: number, grid: Grid | undefined) => {
    if (typeof node !== 'object' || node === null || depth > maxDepth) return;
    if ('id' in node && typeof node.id === 'string' && 'type' in node && node.type === 'content') {
      const { sectionDepth: _, ...tag } = place;
      tags.set(node.id, tag);
      return;
    }
    if (!('role' in node) || typeof node.role !== 'string') return;
    const { role } = node;
    let below = place;
    let gridBelow = grid;
    if (!inline.test(role)) below = { ...below, element: ++elementCount };
    if (/^(?:Sect|Art)$/.test(role)) below = { ...below, sectionDepth: place.sectionDepth + 1 };
    const level = levelOf(role, place.sectionDepth);
    if (level !== undefined && place.cell === undefined) below = { ...below, headingLevel: level };
    if (role === 'Table' && grid === undefined) {
      gridBelow = { table: ++tableCount, row: -1, column: -1 };
    } else if (role === 'TR' && grid && place.cell === undefined) {
      grid.row++;
      grid.column = -1;
    } else if ((role === 'TD' || role === 'TH') && grid && place.cell === undefined) {
      grid.column++;
      below = { ...below, cell: { ...grid, isHeader: role === 'TH' } };
    }
    if ('children' in node && Array.isArray(node.children)) {
      for (const child of node.children) visit(child, below, depth + 1, gridBelow);
    }
  };
  visit(root, { element: 0, sectionDepth: 0 }, 0, undefined);
  return tags;
}

interface Grid {
  table: number;
  row: number;
  column: number;
}

/** `H` has the level of the section that it stands in. */
function levelOf(role: string, sectionDepth: number): number | undefined {
  const numbered = /^H([1-6])$/.exec(role)?.[1];
  if (numbered !== undefined) return Number(numbered);
  if (role === 'Title') return 1;
  return role === 'H' ? Math.min(6, Math.max(1, sectionDepth)) : undefined;
}
