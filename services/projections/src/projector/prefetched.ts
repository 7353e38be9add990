/** Asks for the next item while the current one is being worked on. */
export const prefetched = async function* <Item>(items: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = iterator.next();
      // Its failure is thrown when its turn comes, or not at all when the consumer has left.
      next.catch(() => undefined);
      yield result.value;
    }
  } finally {
    void iterator.return?.().catch(() => undefined);
  }
};
