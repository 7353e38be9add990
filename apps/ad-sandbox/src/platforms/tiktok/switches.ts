/** Behaviours that were seen on some accounts and routes, turned on by the control interface. */
export const switches = {
  /** What is created is active, whatever `operation_status` says. */
  ignoresStatus: 'tiktok_ignores_operation_status',
  /** The account has as many ad groups as it may have: new ones are paused by TikTok. */
  adGroupQuota: 'tiktok_adgroup_quota',
  /** `/ad/create/` answers with `ad_ids` alone, or with `creatives` alone; else with both. */
  adIdsOnly: 'tiktok_answers_ad_ids',
  creativesOnly: 'tiktok_answers_creatives',
} as const;
