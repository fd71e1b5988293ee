import { afterEach } from "vitest";
import { bootProduct, forget, newStateFolder, type Product } from "./booted-product.ts";

/** Products that are stopped, and folders that are removed, with the test that asked for them. */
export interface ProductsOfATest {
  newFolder(): string;
  /** Again on the same folder: the product that was there, as after a power cut. @default a new folder */
  boot(stateFolder?: string): Promise<Product>;
}

/** Call it once, at the top of a test file. */
export function productsOfATest(): ProductsOfATest {
  const folders: string[] = [];
  const products: Product[] = [];

  afterEach(async () => {
    for (const { cloud } of products.splice(0)) await cloud.stop();
    for (const folder of folders.splice(0)) forget(folder);
  });

  const newFolder = () => {
    const folder = newStateFolder();
    folders.push(folder);
    return folder;
  };
  return {
    newFolder,
    async boot(stateFolder = newFolder()) {
      const product = await bootProduct(stateFolder);
      products.push(product);
      return product;
    },
  };
}
