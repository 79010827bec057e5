"""Haystack's first pipeline: its splitter by words and its document store in memory."""

from __future__ import annotations

from haystack import Document
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.peers.measuring import TOP, Ask, Chunk, Ingest, measure


def opening(model: str) -> Ingest:
    """The pipeline's parts, with the embedding model loaded."""
    cpu = ComponentDevice.from_str("cpu")
    documents = SentenceTransformersDocumentEmbedder(model=model, device=cpu, progress_bar=False)
    queries = SentenceTransformersTextEmbedder(model=model, device=cpu, progress_bar=False)
    documents.warm_up()
    queries.warm_up()

    def ingest(texts: dict[str, str]) -> Ask:
        pages = [Document(content=text, meta={"file": file}) for file, text in texts.items()]
        splitter = DocumentSplitter(split_by="word", split_length=200, split_overlap=0)
        splitter.warm_up()
        chunks = splitter.run(documents=pages)["documents"]
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(documents.run(documents=chunks)["documents"])
        retriever = InMemoryEmbeddingRetriever(document_store=store, top_k=TOP)

        def ask(question: str) -> Chunk:
            vector = queries.run(text=question)["embedding"]
            best = retriever.run(query_embedding=vector)["documents"][0]
            return Chunk(best.meta["file"], best.meta["split_idx_start"], best.content)

        return ask

    return ingest


if __name__ == "__main__":
    measure(opening)
