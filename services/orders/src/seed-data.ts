import type { TaxClass } from './tax-rates/tax-rate-for.ts';

/** Prices in cents. */
export interface SeedProduct {
  sku: string;
  name: string;
  description: string;
  eur: number;
  usd: number;
  taxClass?: TaxClass;
  stock: number;
}

const p = (
  sku: string,
  name: string,
  eur: number,
  usd: number,
  stock: number,
  description: string,
  taxClass?: TaxClass,
): SeedProduct => ({ sku, name, eur, usd, stock, description, ...(taxClass && { taxClass }) });

export const products: readonly SeedProduct[] = [
  p(
    'KET-0417',
    'Gooseneck kettle, 0.9 l',
    6900,
    7500,
    120,
    'Stainless steel, with a thermometer in the lid and a spout for a slow pour.',
  ),
  p('KET-0522', 'Electric kettle, 1.7 l', 5490, 5990, 90, 'Holds 70 to 100 °C in steps of five degrees.'),
  p(
    'GRI-0210',
    'Hand grinder, steel burrs',
    8900,
    9500,
    60,
    'Forty settings from espresso to French press, 30 g hopper.',
  ),
  p('GRI-0305', 'Electric grinder, 40 mm burrs', 14900, 15900, 40, 'Grinds by weight or by time; quiet for its size.'),
  p('DRI-0101', 'Ceramic dripper, size 02', 2190, 2390, 200, 'For one to four cups, with spiral ribs.'),
  p('DRI-0102', 'Glass coffee server, 600 ml', 2690, 2890, 150, 'Heat-resistant borosilicate glass with level marks.'),
  p('DRI-0110', 'Paper filters, 100 pieces', 690, 790, 900, 'Unbleached, size 02.'),
  p('PRE-0201', 'French press, 1 l', 3490, 3790, 140, 'Double wall of steel keeps coffee hot for an hour.'),
  p('ESP-0401', 'Moka pot, six cups', 3290, 3590, 110, 'Aluminium, for gas and electric stoves.'),
  p('ESP-0420', 'Milk frothing jug, 350 ml', 1890, 1990, 180, 'Pointed spout for fine patterns.'),
  p(
    'COF-1001',
    'House blend, whole beans, 1 kg',
    2450,
    2690,
    400,
    'Chocolate and hazelnut; roasted for espresso and moka.',
    'reduced',
  ),
  p('COF-1002', 'Ethiopia Yirgacheffe, 250 g', 1190, 1290, 320, 'Washed; jasmine, lemon and black tea.', 'reduced'),
  p('COF-1003', 'Colombia Huila, 250 g', 1050, 1150, 340, 'Washed; red apple, caramel and almond.', 'reduced'),
  p(
    'COF-1004',
    'Decaf Mexico, 250 g',
    1090,
    1190,
    210,
    'Decaffeinated with mountain water; cocoa and orange.',
    'reduced',
  ),
  p('TEA-1101', 'Assam, loose leaf, 250 g', 890, 990, 260, 'Strong and malty; takes milk.', 'reduced'),
  p(
    'TEA-1102',
    'Sencha, loose leaf, 100 g',
    1290,
    1390,
    190,
    'First harvest from Shizuoka; fresh and grassy.',
    'reduced',
  ),
  p('TEA-1103', 'Peppermint, loose leaf, 100 g', 590, 650, 280, 'Whole leaves from the Fens.', 'reduced'),
  p('TEA-1150', 'Teapot with sieve, 1.2 l', 3890, 4190, 85, 'Cast iron, enamelled inside.'),
  p('CUP-0601', 'Stoneware cup, 300 ml, sand', 1490, 1590, 350, 'Thrown by hand, safe in the dishwasher.'),
  p('CUP-0602', 'Stoneware cup, 300 ml, slate', 1490, 1590, 350, 'Thrown by hand, safe in the dishwasher.'),
  p('CUP-0610', 'Espresso cups, set of four', 2690, 2890, 130, 'Porcelain, 80 ml, with saucers.'),
  p('CUP-0620', 'Travel mug, 400 ml', 2790, 2990, 220, 'Steel, keeps warm for six hours and does not leak.'),
  p('CUP-0630', 'Water glasses, set of six', 2290, 2490, 160, 'Tempered glass, stackable, 280 ml.'),
  p('BOA-0701', 'Chopping board, oak, 40 × 28 cm', 3590, 3890, 95, 'End grain, oiled; with a groove for juice.'),
  p('KNI-0801', 'Chef’s knife, 20 cm', 7990, 8590, 70, 'Forged from one piece, 58 HRC.'),
  p('KNI-0802', 'Paring knife, 9 cm', 2990, 3190, 120, 'Light, with a handle of walnut.'),
  p('KNI-0803', 'Bread knife, 22 cm', 4990, 5390, 80, 'Serrated; cuts crust without crumbs.'),
  p('KNI-0810', 'Whetstone, grain 1000/6000', 3990, 4290, 65, 'With a base that does not slip.'),
  p('PAN-0901', 'Cast iron pan, 26 cm', 4590, 4990, 75, 'Seasoned, for every stove and the oven.'),
  p('PAN-0902', 'Saucepan with lid, 2 l', 5290, 5690, 88, 'Steel with an aluminium core.'),
  p('PAN-0903', 'Stock pot, 8 l', 8490, 8990, 45, 'For pasta, jam and twelve guests.'),
  p('BAK-1201', 'Loaf tin, 30 cm', 1790, 1890, 140, 'Blue steel; bread leaves it by itself.'),
  p('BAK-1202', 'Proofing basket, round, 1 kg', 1990, 2190, 125, 'Rattan, with a linen cloth.'),
  p('BAK-1203', 'Kitchen scales, 5 kg', 2990, 3190, 115, 'Weighs in steps of one gram, with a timer.'),
  p('BAK-1204', 'Rye flour, stone-ground, 1 kg', 290, 320, 500, 'Whole grain.', 'reduced'),
  p(
    'OIL-1301',
    'Olive oil, extra virgin, 500 ml',
    1490,
    1590,
    300,
    'Koroneiki olives, cold-pressed in November.',
    'reduced',
  ),
  p('OIL-1302', 'Sea salt flakes, 150 g', 650, 690, 410, 'From Cornwall.', 'reduced'),
  p('HON-1401', 'Lime blossom honey, 500 g', 890, 950, 240, 'From town bees.', 'reduced'),
  p('TEX-1501', 'Linen tea towels, set of two', 2290, 2490, 170, 'Half linen, washed soft.'),
  p('TEX-1502', 'Apron, denim', 3490, 3790, 90, 'With crossed straps and two pockets.'),
  p('TEX-1503', 'Oven gloves, pair', 1990, 2090, 130, 'Quilted cotton, to 240 °C.'),
  p('LIG-1601', 'Beeswax candles, set of six', 1690, 1790, 150, 'Burn for eight hours each.'),
  p('JAR-1701', 'Storage jars, set of three', 2790, 2990, 105, 'Glass and beech, 0.5 to 1.5 l.'),
  p('JAR-1702', 'Lunch box, steel, 1 l', 2490, 2690, 145, 'With a divider and a seal of silicone.'),
  p('BOK-1801', 'The bread book', 2990, 3290, 160, 'Eighty loaves, from beginners’ sourdough to panettone.', 'reduced'),
  p('BOK-1802', 'Coffee at home', 1990, 2190, 180, 'How water, grind and time make a cup.', 'reduced'),
  p('BOK-1803', 'One pot, fifty suppers', 2490, 2690, 170, 'Weeknight cooking for two to four.', 'reduced'),
  p('CLE-1901', 'Dish soap, 500 ml', 490, 540, 480, 'Without scent or dye; refillable.'),
  p('CLE-1902', 'Descaler for kettles, 250 g', 590, 650, 330, 'Citric acid, six uses.'),
  p('GIF-2001', 'Gift box, large', 790, 850, 260, 'Grey board with a ribbon of cotton.'),
];

export const shippingMethods = [
  { code: 'standard', name: 'Standard, 2 to 4 working days', position: 10, eur: 490, usd: 590 },
  { code: 'express', name: 'Express, next working day', position: 20, eur: 1290, usd: 1490 },
];

/** Per cent: general rate, then the reduced one where there is one. As of January 2026; check before you sell. */
export const taxRates: Readonly<Record<string, readonly [standard: number, reduced?: number]>> = {
  AT: [20, 10],
  BE: [21, 6],
  BG: [20, 9],
  CY: [19, 9],
  CZ: [21, 12],
  DE: [19, 7],
  DK: [25],
  EE: [24, 9],
  ES: [21, 10],
  FI: [25.5, 13.5],
  FR: [20, 5.5],
  GR: [24, 13],
  HR: [25, 13],
  HU: [27, 5],
  IE: [23, 13.5],
  IT: [22, 10],
  LT: [21, 12],
  LU: [17, 8],
  LV: [21, 12],
  MT: [18, 5],
  NL: [21, 9],
  PL: [23, 8],
  PT: [23, 6],
  RO: [21, 11],
  SE: [25, 12],
  SI: [22, 9.5],
  SK: [23, 19],
  GB: [20, 5],
  CH: [8.1, 2.6],
};
