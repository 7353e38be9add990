/** How our tag stands in the name of a campaign, so that it can be found again: `Spring Sale [op-7f3a9c2e41]`. */
export const tagMark = (tag: string): string => `[${tag}]`;

/** The tag of a name that ends in one. */
export const tagIn = (name: string): string | undefined => /\[([^[\]]+)\]$/.exec(name)?.[1];

export const campaignName = (name: string, tag: string): string => `${name} ${tagMark(tag)}`;
