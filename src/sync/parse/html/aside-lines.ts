import type { VisibleNode } from './visible-node.ts';
import { wordsBelow } from './words-below.ts';

/** Longer lines say more than a pointer to something else. */
const maxSize = 170;

/**
 * How lines begin that point away from an article or ask for something. They are no part of it, and
 * nothing in the structure of the page tells them from its paragraphs.
 */
const asideLine = new RegExp(
  `^(?:${[
    '(?:read|see|watch|listen|learn|find out) (?:more|also|next|now)\\b',
    'also (?:read|see|on|watch)\\b',
    '(?:more|related|recommended)(?: \\w+){0,2} ?:',
    'related (?:stories|articles|posts|content|links|roundup|news|video|coverage|topics)\\b',
    'more (?:from|great|stories|news|on this|coverage)\\b',
    'you (?:may|might) also\\b',
    'around the web\\b',
    "don['’]t miss\\b",
    '(?:most|recently) (?:read|popular|viewed|shared)\\b.{0,30}$',
    "(?:editor['’]?s['’]? (?:picks?|choice)|trending(?: now)?|top stories|recommended(?: for you)?|up next|what to read next)$",
    '(?:keep|continue) reading\\b',
    '(?:print|e-?mail|save|bookmark|listen to) this\\b',
    '(?:e-?mail|reach|contact|write to) .{1,60} at \\S+@',
    'reach the (?:author|writer|reporter)s?\\b',
    '(?:this (?:story|article|post|piece) )?(?:was )?(?:originally|first) (?:published|appeared|posted) (?:by|on|in|at)\\b.{0,60}$',
    '(?:you have|you.ve) (?:been )?successfully (?:subscribed|signed up)',
    '(?:enter|submit) your e-?mail\\b',
    'thank(?:s| you) for (?:reading|subscribing|signing up)\\b',
    'about the authors?$',
    '\\d+ min(?:ute)?s? read$',
    'click (?:to (?:tweet|share|subscribe|enlarge)|here (?:to|for) (?:subscribe|read|see|view|get|more))\\b',
    'follow (?:me|us|him|her|them|@|.{1,50} on (?:twitter|facebook|instagram|linkedin|youtube)\\b)',
    '(?:sign up|subscribe|register)(?: now| here| today)? (?:for|to|here)\\b',
    'subscribe$',
    '(?:like|enjoy(?:ed)?|love) this (?:story|article|post)\\b',
    'want more\\b',
    'have your say\\b',
    'share this\\b',
    'sharing is caring\\b',
    'join (?:our|the) (?:conversation|discussion|newsletter|forum|community|mailing list)',
    'get (?:the|our) (?:app|newsletter|quiz|latest)\\b',
    '(?:copyright|©|\\(c\\) \\d)',
    'all rights reserved',
    'advert(?:isement|ising)?\\b.{0,12}$',
    '(?:story|article) continues',
    '(?:image|photo|slide|picture) (?:\\d+ of \\d+|credit|courtesy|source)\\b',
    '(?:last |first )?(?:updated|published|posted|modified)(?: on| at| by)?:? .*\\d',
    '(?:tags|tagged|filed under|categories|topics|labels)(?: with| in)?:',
    '(?:leave|post|add|write) (?:a |your )?(?:comment|reply)\\b',
    '\\d* ?comments?$',
    '(?:next|previous|prev) (?:post|article|story|page|chapter)\\b',
    'skip to\\b',
    'view (?:all|more|comments)\\b',
    'lea tambi[eé]n|te puede interesar|art[ií]culos relacionados|leia (?:tamb[eé]m|mais)|veja tamb[eé]m',
    'leggi anche|articoli correlati|(?:à )?lire (?:aussi|également)|sur le même (?:sujet|thème)|articles (?:liés|similaires)',
    'lesen sie (?:auch|hier)|lies auch|mehr (?:zum thema|dazu|zu diesem thema)|auch interessant|zum weiterlesen',
    '(?:ähnliche|verwandte|weitere) (?:beiträge|artikel|themen|meldungen|nachrichten)\\b',
    'das (?:könnte|dürfte) (?:sie|dich|euch) (?:auch|ebenfalls)\\b',
    '(?:schlagw[oö]rte(?:r)?|stichw[oö]rte(?:r)?|tags?|themen|kategorien?|rubrik|abgelegt unter) ?:',
    '-? ?anzeige ?-?$|werbung$|(?:titel|beitrags)?(?:bild|foto)(?:quelle|nachweis)?s? ?:|quelle ?: .{0,60}$',
    '(?:artikel|beitrag|seite) (?:teilen|drucken|empfehlen|versenden)\\b',
    '(?:kommentar (?:schreiben|verfassen|hinterlassen)|schreibe? (?:einen|deinen|ihren) kommentar)\\b',
    '(?:jetzt )?(?:newsletter|abo) (?:abonnieren|bestellen|anmelden)\\b',
    'lees ook|zobacz (?:także|też|również)|czytaj (?:także|też|również)|przeczytaj (?:także|też|również)|läs också|les også|læs også',
    'читайте также|関連記事|延伸阅读|相关阅读',
  ].join('|')})`,
  'iu',
);

const credit =
  /\b(?:contributed|contributing) to this (?:report|story|article)\b|無断転載|무단전재/iu;

/** Whether a paragraph or a heading only points away from the text around it. */
export function isAsideLine(node: VisibleNode): boolean {
  if (node.size === 0 || node.size > maxSize) return false;
  const words = wordsBelow(node);
  return asideLine.test(words) || credit.test(words);
}
