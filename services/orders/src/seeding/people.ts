import { randomUUID } from 'node:crypto';
import type { Address } from '@oms/contracts';
import type { Random } from './random.ts';

export interface SeedPerson {
  id: string;
  email: string;
  address: Address;
}

const firstNames =
  'Ada Alan Barbara Edsger Frances Grace Hedy Ivan Jean John Katherine Linus Margaret Niklaus Radia'.split(' ');
const lastNames =
  'Allen Bartik Dijkstra Hamilton Hopper Johnson Kernighan Lamarr Liskov Lovelace Perlman Ritchie Sutherland Thompson Torvalds Turing Wirth'.split(
    ' ',
  );
const streets = [
  'Bergstraße',
  'Church Road',
  'Dorfplatz',
  'Hafenstraße',
  'Lindenallee',
  'Mill Lane',
  'Rue du Moulin',
  'Station Road',
  'Via Roma',
];
/** Country, cities with the first digits of their postal codes. */
const places = [
  [
    'DE',
    [
      ['Berlin', '10'],
      ['Hamburg', '20'],
      ['Köln', '50'],
      ['München', '80'],
    ],
  ],
  [
    'AT',
    [
      ['Wien', '10'],
      ['Graz', '80'],
    ],
  ],
  [
    'FR',
    [
      ['Paris', '75'],
      ['Lyon', '69'],
    ],
  ],
  [
    'IT',
    [
      ['Roma', '00'],
      ['Torino', '10'],
    ],
  ],
  [
    'NL',
    [
      ['Amsterdam', '10'],
      ['Utrecht', '35'],
    ],
  ],
] as const;

export const seedCountries: readonly string[] = places.map(([country]) => country);

export function seedPerson(random: Random, index: number): SeedPerson {
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  const [country, cities] = random.pick(places);
  const [city, postalArea] = random.pick<readonly [string, string]>(cities);
  const digits = country === 'AT' ? 2 : 3;
  return {
    id: randomUUID(),
    email: `${first}.${last}.${index}@example.com`.toLowerCase(),
    address: {
      name: `${first} ${last}`,
      line1: `${random.pick(streets)} ${1 + random.next(200)}`,
      city,
      postalCode: `${postalArea}${String(random.next(10 ** digits)).padStart(digits, '0')}`,
      country,
    },
  };
}
