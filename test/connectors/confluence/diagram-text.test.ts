import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { diagramText, isDiagram } from '../../../connectors/confluence/diagram-text.ts';

const model =
  '<mxGraphModel><root><mxCell id="1" value="&lt;b&gt;Gateway&lt;/b&gt;"/><mxCell id="2" value="Queue"/><mxCell id="3" value="Queue"/></root></mxGraphModel>';

describe('the words of a diagram', () => {
  it.each([
    ['open', `<mxfile><diagram name="Network">${model}</diagram></mxfile>`],
    [
      'deflated',
      `<mxfile><diagram name="Network">${deflateRawSync(encodeURIComponent(model)).toString('base64')}</diagram></mxfile>`,
    ],
  ])('are read from draw.io, %s', (_, xml) => {
    expect(diagramText(Buffer.from(xml))).toBe('Network\nGateway\nQueue');
  });

  it('are read from Gliffy', () => {
    const json = {
      stage: { objects: [{ graphic: { Text: { html: '<p>Load <b>balancer</b></p>' } } }] },
    };

    expect(diagramText(Buffer.from(JSON.stringify(json)))).toBe('Load balancer');
  });

  it('are none in a damaged file', () => {
    expect(diagramText(Buffer.from('{"stage": '))).toBe('');
    expect(diagramText(Buffer.from('<mxfile><diagram>%%%</diagram>'))).toBe('');
  });

  it('are looked for in diagrams alone', () => {
    expect(isDiagram('application/vnd.jgraph.mxfile', 'Network')).toBe(true);
    expect(isDiagram('application/pdf', 'a.pdf')).toBe(false);
  });
});
