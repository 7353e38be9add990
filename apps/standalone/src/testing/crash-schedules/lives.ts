/** The process has been killed: whatever it goes on to do does not happen. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** What a process does to the world outside: an append to the log, a request to a platform. */
export type Deed = 'append' | 'call';

/** Where a process is killed: before its n-th deed is done, or when it is done and nothing has been heard of it. */
export type Place = Readonly<{ deed: Deed; number: number; when: 'before' | 'after' }>;

/** Whether, and when, the process is killed at its n-th append or call, from 1. Numbers go on from life to life. */
export type Fate = (deed: Deed, number: number) => Place['when'] | undefined;

/** One process from its start to its end. */
export type Life = Readonly<{
  isOver: () => boolean;
  /** Throws `Killed` when it is over, or ends here. */
  do: <Result>(deed: Deed, effect: () => Promise<Result>) => Promise<Result>;
  /** For what only looks: throws `Killed` when it is over. */
  look: () => void;
}>;

export type Lives = Readonly<{ begin: () => Life; deeds: () => Readonly<Record<Deed, number>>; deaths: () => number }>;

/** The lives of one process after the other, as its fate has them. */
export const livesOf = (fate: Fate): Lives => {
  const deeds = { append: 0, call: 0 };
  let deaths = 0;
  return {
    deeds: () => ({ ...deeds }),
    deaths: () => deaths,
    begin: () => {
      let isOver = false;
      const look = (): void => {
        if (isOver) throw new Killed('The process is not there any more');
      };
      const die = (): never => {
        isOver = true;
        deaths += 1;
        throw new Killed('The process was killed');
      };
      return {
        isOver: () => isOver,
        look,
        do: async (deed, effect) => {
          look();
          deeds[deed] += 1;
          const when = fate(deed, deeds[deed]);
          if (when === 'before') return die();
          const result = await effect();
          // Another request of the same process may have been its last meanwhile.
          look();
          return when === 'after' ? die() : result;
        },
      };
    },
  };
};

/** Killed once, there. */
export const killedAt =
  ({ deed, number, when }: Place): Fate =>
  (done, count) =>
    done === deed && count === number ? when : undefined;

export const immortal: Fate = () => undefined;
