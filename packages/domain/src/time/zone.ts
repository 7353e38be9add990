const offset = /^[+-]|^(?:UTC|GMT)[+-]/i;

const isKnown = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** What is wrong with the name of a time zone; `undefined` for one of the IANA list, such as `Europe/Berlin`. */
export const zoneFault = (zone: string): string | undefined => {
  // Some take an offset for a zone; it knows no summer time.
  if (offset.test(zone))
    return `"${zone}" is an offset; a time zone has a name of the IANA list, such as Europe/Berlin`;
  return isKnown(zone) ? undefined : `"${zone}" is no time zone of the IANA list, such as Europe/Berlin`;
};
