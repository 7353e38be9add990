/** How our tag stands in the name of a campaign, so that it can be found again: `Spring Sale [op-7f3a9c2e41]`. */
export const tagMark = (tag: string): string => `[${tag}]`;

export const campaignName = (name: string, tag: string): string => `${name} ${tagMark(tag)}`;
