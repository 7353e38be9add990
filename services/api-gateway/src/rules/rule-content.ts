import type { RuleBody, RuleContent, RuleDocument, RuleType } from '@campaigns/contracts';
import { type RuleTemplateParameters, ruleFaults, ruleFromTemplate } from '@campaigns/domain';
import { invalidRequest } from '../http/parse-request.ts';

const camelCase = (name: string): string => name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const fromParameters = ({ rule_type: ruleType, parameters = {} }: RuleBody): RuleDocument => {
  const given = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [camelCase(name), value]));
  return ruleFromTemplate(ruleType, given as RuleTemplateParameters[RuleType]);
};

/** What a template hands on as it is given. */
const fromParameter: Readonly<Record<string, string>> = { 'trigger.cron': 'cron', 'trigger.zone': 'zone' };

/** `when.all[0].value` is `#/document/when/all/0/value`. */
const pointerOf = (path: string, { document }: RuleBody): string => {
  if (document !== undefined) return `#/document/${path.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll('.', '/')}`;
  const parameter = fromParameter[path];
  return parameter === undefined ? '#/parameters' : `#/parameters/${parameter}`;
};

/** The content of a rule as the domain has it. Throws 400 with everything that is wrong, and where. */
export const contentOf = (body: RuleBody): RuleContent => {
  const { name, rule_type: ruleType, priority } = body;
  const content = { name, ruleType, priority, document: body.document ?? fromParameters(body) };
  const faults = ruleFaults(content);
  if (faults.length > 0) {
    throw invalidRequest(faults.map(({ path, why }) => ({ pointer: pointerOf(path, body), detail: why })));
  }
  return content;
};
