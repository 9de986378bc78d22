/** How agents say that they do not know; in the languages that we have seen them do so. */
const refusals: readonly RegExp[] = [
  /\b(?:do(?:es)?|did|could|can|was|were|is|are|am|have|has)(?:n['’]t| not) (?:\w+ ){0,3}?(?:know|find|have (?:any |enough |the |that )?(?:information|answer|details)|contain|mention|say|specif|cover|provide|include|address|able to (?:answer|find)|sure|certain|aware)/i,
  /\b(?:cannot|can['’]t|unable to|not able to) (?:\w+ ){0,2}?(?:answer|find|determine|help|say|tell|provide|confirm|locate)/i,
  /\b(?:no|not enough|insufficient|without) (?:\w+ ){0,2}?(?:information|answer|mention|details|documentation|evidence|results|sources)\b/i,
  /\bnothing (?:\w+ ){0,3}?(?:about|on|that answers|relevant)\b/i,
  /\b(?:sorry|apologi[sz]e)\b[^.]{0,80}\b(?:not|no|unable|cannot|can['’]t|don['’]t)\b/i,
  /\boutside (?:of )?(?:the |my )?(?:scope|knowledge|documentation)\b/i,
  /\b(?:keine (?:Angaben?|Informationen?|Hinweise?)|nicht (?:enthalten|gefunden|bekannt|beantworten)|weiß (?:ich )?nicht)\b/i,
  /\b(?:je ne (?:sais|trouve) pas|aucune information|ne (?:contient|mentionne) pas)\b/i,
  /\b(?:no (?:lo )?sé|no (?:encuentro|tengo|hay|se menciona|contiene)|ninguna información)\b/i,
];

/** A refusal comes at once; what follows later is a caveat. */
const lookAt = 400;

/** Whether an answer says that it has none: the words that say so, or undefined. */
export function findRefusal(answer: string): string | undefined {
  const beginning = answer.slice(0, lookAt);
  for (const refusal of refusals) {
    const found = refusal.exec(beginning)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}
