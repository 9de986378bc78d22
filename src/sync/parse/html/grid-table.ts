import type { VisibleNode } from './visible-node.ts';

/**
 * A table that is laid out as a grid of boxes (javadoc since 16: `summary-table`): first the boxes of
 * its header, then the cells row by row. Undefined for anything else.
 */
export function gridTable(node: VisibleNode): VisibleNode | undefined {
  if (!node.classes.includes('summary-table')) return undefined;
  const cells = node.children.filter((child) => child.name === 'div');
  const bodyAt = cells.findIndex((cell) => !cell.classes.includes('table-header'));
  if (bodyAt < 2 || (cells.length - bodyAt) % bodyAt !== 0) return undefined;
  const rows: VisibleNode[] = [];
  for (let at = 0; at < cells.length; at += bodyAt) {
    const row = cells
      .slice(at, at + bodyAt)
      .map((cell) => ({ ...cell, name: at === 0 ? 'th' : 'td' }));
    rows.push({ ...node, name: 'tr', classes: [], children: row });
  }
  return { ...node, name: 'table', children: rows };
}
