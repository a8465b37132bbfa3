import type { Knex } from 'knex';

const table = `
CREATE TABLE tax_rates (
  id uuid CONSTRAINT tax_rates_pkey PRIMARY KEY,
  tax_class text NOT NULL
    CONSTRAINT tax_rates_tax_class_known CHECK (tax_class IN ('standard', 'reduced', 'super_reduced')),
  -- ISO 3166-1 alpha-2 of the destination.
  country text NOT NULL,
  -- Empty: the whole country.
  region text NOT NULL DEFAULT '',
  -- Parts per million: 190000 is 19 %.
  rate_ppm integer NOT NULL CONSTRAINT tax_rates_rate_in_range CHECK (rate_ppm BETWEEN 0 AND 1000000),
  version integer NOT NULL DEFAULT 1 CONSTRAINT tax_rates_version_positive CHECK (version > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX tax_rates_one_a_place ON tax_rates (country, lower(region), tax_class);
`;

export const up = (knex: Knex): Promise<void> => knex.raw(table);

export const down = (knex: Knex): Promise<void> => knex.raw('DROP TABLE tax_rates');
