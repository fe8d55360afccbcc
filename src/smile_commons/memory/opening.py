"""Opens the embedder that the settings name: in process, a plug-in's, or behind an endpoint."""

from smile_commons.memory.memory import Embedder
from smile_commons.models.settings import LOCAL, Settings


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name: ``local``, then a plug-in's, then an endpoint's.

    Raises:
        InputError: a plug-in cannot be used; or a world names the endpoint, and the key is the
            user's own.
    """
    if settings.embeddings == LOCAL:
        from smile_commons.memory.embeddings import OnnxEmbedder

        return OnnxEmbedder()
    from smile_commons.memory.plugged import plugged_embedder

    brought = plugged_embedder(settings)
    if brought is not None:
        return brought
    from smile_commons.memory.endpoint import EndpointEmbedder
    from smile_commons.models.embeddings_endpoint import open_embeddings

    return EndpointEmbedder(open_embeddings(settings))
