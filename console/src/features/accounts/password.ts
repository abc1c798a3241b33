/** Neither 0 and O nor 1, l and I, since first passwords are read aloud. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz';
const CAPITALS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const SIGNS = '-+=@%';
const ALL = LETTERS + CAPITALS + DIGITS + SIGNS;
const LENGTH = 16;

type Draw = (below: number) => number;

/** A number below a bound, every one as likely as the other. */
const fromSystem: Draw = (below) => {
  const fair = Math.floor(0x1_0000_0000 / below) * below;
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word < fair ? word % below : fromSystem(below);
};

/** A first password: hard to guess, easy to read out, with a character of every class a pack may ask for. */
export function firstPassword(draw: Draw = fromSystem): string {
  const of = (set: string) => set.charAt(draw(set.length));
  const characters = [LETTERS, CAPITALS, DIGITS, SIGNS].map(of);
  while (characters.length < LENGTH) characters.push(of(ALL));
  for (let at = characters.length - 1; at > 0; at -= 1) {
    const other = draw(at + 1);
    [characters[at], characters[other]] = [characters[other] as string, characters[at] as string];
  }
  return characters.join('');
}
