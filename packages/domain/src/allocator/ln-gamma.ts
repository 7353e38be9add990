/** ln Γ of a positive number, exact to 10⁻⁹: Stirling's series where it holds, and Γ(x + 1) = x·Γ(x) down to there. */
export const lnGamma = (value: number): number => {
  let [x, shift] = [value, 0];
  for (; x < 8; x += 1) shift += Math.log(x);
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
};
