import type { Transaction } from '@oms/database';
import { Problem } from '@oms/http';
import { expect } from 'chai';
import { importProducts } from '../src/products/import/import-products.ts';

describe('reading a file of products', () => {
  // One line too many: it is refused once all is read, before the database is asked.
  const tooLong = `sku${'\n{}'.repeat(50_001)}`;
  for (const mediaType of ['text/csv', 'application/x-ndjson']) {
    it(`lets other requests have their turn, in ${mediaType}`, async () => {
      let turns = 0;
      let read = false;
      const count = (): void => {
        turns += 1;
        if (!read) setImmediate(count);
      };
      setImmediate(count);
      const file = { bytes: Buffer.from(tooLong), mediaType };
      const refusal = await importProducts(undefined as unknown as Transaction, file, 'all').catch((error) => error);
      read = true;
      expect(refusal).to.be.instanceOf(Problem);
      expect(turns).to.be.above(1);
    });
  }
});
