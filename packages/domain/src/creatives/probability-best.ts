import { type Likelihood, probabilityAbove } from '../pacing/likelihood.ts';

/** Steps of the integral, over 8 standard deviations on each side: off by less than 0.001 for alike creatives. */
const steps = 800;
const reach = 8;

const below = (likelihood: Likelihood, limit: number): number => 1 - probabilityAbove(likelihood, limit);

/** That each is the greatest of all, without random numbers: the chance that it lies somewhere and all others lie below. */
export const probabilitiesBest = (likelihoods: readonly Likelihood[]): readonly number[] => {
  const chances = likelihoods.map((own) => {
    const deviation = Math.sqrt(own.variance);
    const at = (step: number): number => own.mean + deviation * reach * ((2 * step) / steps - 1);
    return Array.from({ length: steps }, (_, step) => {
      const here = below(own, at(step + 1)) - below(own, at(step));
      return likelihoods.reduce(
        (chance, other) => (other === own ? chance : chance * below(other, at(step + 0.5))),
        here,
      );
    }).reduce((sum, chance) => sum + chance, 0);
  });
  const whole = chances.reduce((sum, chance) => sum + chance, 0);
  return chances.map((chance) => chance / whole);
};
