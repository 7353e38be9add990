import { isObject, type JsonObject } from '../../http/exchange.ts';
import { type Check, wrong } from './checks.ts';
import type { Fault } from './errors.ts';

const facetPrefix = 'urn:li:adTargetingFacet:';

type Facet = Readonly<{ value: RegExp; includeOnly?: boolean; most?: number }>;

const segment: Facet = { value: /^urn:li:adSegment:\d+$/ };
const anyUrn: Facet = { value: /^urn:li:\w+:.+$/ };

const facets: Readonly<Record<string, Facet>> = {
  locations: { value: /^urn:li:geo:\d+$/ },
  interfaceLocales: { value: /^urn:li:locale:[a-z]{2}_[A-Z]{2}$/, includeOnly: true, most: 1 },
  ageRanges: { value: /^urn:li:ageRange:\((18,24|25,34|35,54|55,2147483647)\)$/, includeOnly: true },
  genders: { value: /^urn:li:gender:(MALE|FEMALE)$/, includeOnly: true },
  interests: { value: /^urn:li:interest:.+$/ },
  audienceMatchingSegments: segment,
  dynamicSegments: segment,
  ...Object.fromEntries(
    ['titles', 'seniorities', 'jobFunctions', 'industries', 'staffCountRanges', 'employers'].map((name) => [
      name,
      anyUrn,
    ]),
  ),
};

const valuesFault = (facet: Facet, values: unknown, path: string): Fault | undefined => {
  if (!Array.isArray(values) || values.length === 0) return wrong(path, 'must be a list of URNs');
  if (values.length > (facet.most ?? values.length)) return wrong(path, `takes ${facet.most} value only`);
  const other = values.find((value) => typeof value !== 'string' || !facet.value.test(value));
  return other === undefined ? undefined : wrong(path, `knows no ${JSON.stringify(other)}`);
};

/** `{"or":{facet:[urns]}}` */
const clauseFault = (clause: unknown, path: string, isExclusion: boolean): Fault | undefined => {
  const or = isObject(clause) ? clause['or'] : undefined;
  if (!isObject(or) || Object.keys(or).length === 0) return wrong(`${path}/or`, 'must name a facet');
  for (const [name, values] of Object.entries(or)) {
    const facet = name.startsWith(facetPrefix) ? facets[name.slice(facetPrefix.length)] : undefined;
    const valuePath = `${path}/or/${name}`;
    if (facet === undefined) return wrong(valuePath, 'is no targeting facet');
    if (isExclusion && facet.includeOnly === true) return wrong(valuePath, 'can only be included');
    const fault = valuesFault(facet, values, valuePath);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

const clausesOf = (criteria: JsonObject): readonly unknown[] | undefined => {
  const { include } = criteria;
  const and = isObject(include) ? include['and'] : undefined;
  return Array.isArray(and) && and.length > 0 ? and : undefined;
};

/** `{"include":{"and":[{"or":{…}}]},"exclude":{"or":{…}}}`, with locations among what is included. */
export const targeting: Check = (value, fieldPath) => {
  const clauses = isObject(value) ? clausesOf(value) : undefined;
  if (!isObject(value) || clauses === undefined)
    return wrong(`${fieldPath}/include/and`, 'is required', 'MISSING_FIELD');
  const faults = clauses.map((clause) => clauseFault(clause, `${fieldPath}/include/and`, false));
  const { exclude } = value;
  if (exclude !== undefined) faults.push(clauseFault(exclude, `${fieldPath}/exclude`, true));
  const fault = faults.find((found) => found !== undefined);
  if (fault !== undefined) return fault;
  const hasLocations = clauses.some((clause) => `${facetPrefix}locations` in (clause as { or: object }).or);
  return hasLocations ? undefined : wrong(fieldPath, 'must include locations', 'MISSING_FIELD');
};
