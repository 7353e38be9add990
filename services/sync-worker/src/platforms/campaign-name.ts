/** How our tag stands in the name of a campaign, so that it can be found again: `Spring Sale [op-7f3a9c2e41]`. */
export const tagMark = (tag: string): string => `[${tag}]`;

/** The tag of a name that ends in one. */
export const tagIn = (name: string): string | undefined => /\[([^[\]]+)\]$/.exec(name)?.[1];

export const campaignName = (name: string, tag: string): string => `${name} ${tagMark(tag)}`;

/** The same name as a platform that trims may write it. */
export const tidied = (name: string): string => name.normalize('NFC').trim().replace(/\s+/g, ' ');

/** A name without our mark, wherever a person may have moved it. */
export const bareName = (name: string, tag: string): string => tidied(name.replaceAll(tagMark(tag), ' '));
