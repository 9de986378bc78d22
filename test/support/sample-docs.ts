/** A small handbook, and a suite whose answers are in it. */
export const sampleDocs: Readonly<Record<string, string>> = {
  'docs/refunds.md': `# Refunds

What we give back, and when.

## Return window

A customer can return an item within thirty days of delivery, unused and in its box.

## Bank transfer

Refunds arrive on the bank account within five working days.
`,
  'docs/support.md': `---
title: Support
tags: [help]
---

# Support

## Opening hours

Our support team answers from eight to eighteen, Monday to Friday.

## Escalation

An incident that lasts longer than an hour is escalated to the engineer on duty.
`,
  'docs/shipping.html': `<!doctype html><html lang="en"><head><title>Shipping</title></head><body>
<nav>Home</nav><main><h1>Shipping</h1><h2 id="costs">Costs</h2>
<p>Delivery is free above fifty euros. Below that a parcel costs four euros.</p></main></body></html>`,
};

export const sampleSuite = `name: Handbook
top_k: 5
questions:
  - id: return-window
    question: How many days does a customer have to return an item?
    targets: [{ path: docs/refunds.md, anchor: return-window }]
    critical: true
  - id: hours
    question: When does the support team answer?
    targets: [{ path: docs/support.md, anchor: opening-hours }]
  - id: parcel
    question: What does a parcel cost?
    targets: [{ path: docs/shipping.html, anchor: costs }]
`;
