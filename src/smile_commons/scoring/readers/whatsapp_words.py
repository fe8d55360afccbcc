"""The words that WhatsApp itself puts into an export, in the languages that people export in."""

import re

from smile_commons.scoring.readers.conversation import Passed

MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
"""What directs the eye and is no word."""

_OMITTED = re.compile(
    r"^<[^<>\n]{3,60}>$"  # <Media omitted>, in any language
    r"|^(?:image|video|audio|sticker|gif|document|contact card|video note|voice message|media)"
    r" omitted\.?$"
    r"|^(?:Bild|Video|Audio|Sticker|GIF|Dokument|Kontaktkarte|Sprachnachricht|Videonachricht)"
    r" weggelassen\.?$"
    r"|^(?:imagen|v[ií]deo|audio|sticker|GIF|documento|tarjeta de contacto|archivo)"
    r" omitid[ao]s?\.?$"
    r"|^(?:imagem|figurinha|[áa]udio|documento|cart[ãa]o de contato)"
    r" (?:ocult|omitid)[ao]s?\.?$"
    r"|^(?:image|vid[ée]o|audio|sticker|GIF|document|fiche contact) (?:absente?|omise?)s?\.?$"
    r"|^(?:immagine|video|audio|sticker|GIF|documento|scheda contatto) omess[oa]\.?$"
    r"|^(?:afbeelding|video|audio|sticker|GIF|document|contactkaart) weggelaten\.?$"
    r"|^(?:изображение|видео|аудио|стикер|GIF|документ|файл)[\w ]*"
    r" (?:опущен[оа]?|пропущен[оа]?)\.?$"
    r"|^(?:görüntü|video|ses|çıkartma|GIF|belge) dahil edilmedi\.?$"
    r"|^(?:obraz|wideo|plik audio|naklejka|dokument) pominięt[aoey]\.?$"
    r"|^(?:kuva|video|ääni|tarra|asiakirja) (?:jätetty pois|puuttuu)\.?$"
    r"|^(?:تم استبعاد|تم حذف الوسائط|حُذفت)[^\n]{0,40}$"
    r"|^(?:画像|動画|音声|スタンプ|メディア|ファイル)[^\n]{0,6}(?:省略|含まれて)[^\n]{0,10}$"
    r"|^(?:图片|視訊|视频|影片|音频|音訊|贴图|貼圖|文件|圖片)[^\n]{0,4}(?:已)?(?:忽略|省略|略过|略過)$"
    r"|^(?:사진|동영상|오디오|스티커|문서)[^\n]{0,4}(?:생략|제외)[^\n]{0,4}$",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"^<[^<>\n:]{2,20}: [^<>\n]+\.\w{2,5}>$|^\S[^\n]{0,120}\.\w{2,5} \([^()\n]{4,40}\)$"
)
"""``<attached: 12-PHOTO.jpg>``, ``IMG-1.jpg (file attached)``; a caption may follow."""
_DELETED = re.compile(
    r"^(?:(?:this|your) message was deleted(?: by .{1,40})?|you deleted this message"
    r"|diese nachricht wurde(?: von .{1,40})? gelöscht|du hast diese nachricht gelöscht"
    r"|(?:este|ese) mensaje fue eliminado|se eliminó este mensaje|eliminaste este mensaje"
    r"|has eliminado este mensaje|(?:esta )?mensagem (?:foi )?apagada|você apagou esta mensagem"
    r"|(?:esta mensagem foi|mensagem) eliminada|eliminou esta mensagem"
    r"|ce message a été supprimé|vous avez supprimé ce message"
    r"|questo messaggio è stato eliminato|hai eliminato questo messaggio"
    r"|dit bericht (?:is|werd) verwijderd|(?:je|u) hebt dit bericht verwijderd"
    r"|(?:данное |это )?сообщение (?:было )?удалено|вы удалили (?:данное|это) сообщение"
    r"|bu mesaj silindi|bu mesajı sildiniz|ta wiadomość została usunięta"
    r"|usunięto tę wiadomość|tämä viesti poistettiin|poistit tämän viestin"
    r"|تم حذف هذه الرسالة|הודעה זו נמחקה|यह मैसेज डिलीट (?:किया|कर दिया) गया"
    r"|このメッセージは削除されました|此消息已删除|此消息已被?撤回|這則訊息已(?:被)?刪除"
    r"|삭제된 메시지입니다|메시지가 삭제되었습니다)[.!。]?$",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"^(?:messages|nachrichten|(?:los )?mensajes|(?:as )?mensagens|les messages|i messaggi"
    r"|berichten|сообщения|mesajlar|wiadomości|viestit|الرسائل|消息|訊息|メッセージ|메시지)\b"
    r".{0,80}"
    r"(?:end-to-end (?:encrypted|versleuteld)|crittografat\w+ end-to-end|ende-zu-ende"
    r"|extremo a extremo|ponta a ponta|bout en bout|сквозн|uçtan uca"
    r"|päästä päähän|الطرفين|端到端|端對端|エンドツーエンド|종단간)"
    r"|^(?:missed|no answer,? |silenced )?\s?(?:group )?(?:voice|video) call\b.{0,40}$"
    r"|^(?:verpasster|entgangener) (?:sprach|video)anruf\b"
    r"|^(?:llamada|videollamada|chamada|appel) .{0,30}(?:perdida|manqué)\b"
    r"|^(?:POLL|UMFRAGE|ENCUESTA|ENQUETE|SONDAGE|SONDAGGIO) ?:\n"
    r"|^null$|^(?:live )?location(?: shared|: https?://\S+)$"
    r"|^waiting for this message\. this may take a while\.",
    re.IGNORECASE,
)
_EDITED = re.compile(r"\s?[\u200e\u200f]?<[^<>\n]{0,40}(?:edited|bearbeitet|edit[óo]|editad[ao]"
                     r"|modifi[ée]e?|modificato|bewerkt|изменен[оа]?|düzenlendi|edytowan\w+"
                     r"|muokattu|تم تعديل|編集|编辑|編輯|수정)"
                     r"[^<>\n]{0,20}>\s*$", re.IGNORECASE)  # fmt: skip


def kind_of(text: str) -> tuple[str | None, str]:
    """What a message is if it is no speech, and what is left of it as words.

    A picture with a caption is both. On iPhones the program's own words begin with U+200E.
    """
    own = text.startswith("\u200e")
    text = MARKS.sub("", _EDITED.sub("", text)).strip()
    first, _, rest = text.partition("\n")
    if _DELETED.match(text):
        return Passed.DELETED, ""
    if _ATTACHED.match(first):
        return Passed.MEDIA, rest.strip()
    if _OMITTED.match(first):
        return Passed.MEDIA, rest.strip()
    if _SERVICE.search(text[:200]):
        return Passed.SERVICE, ""
    if own:
        return (Passed.MEDIA if _is_media(first) else Passed.SERVICE), ""
    return None, text


def _is_media(text: str) -> bool:
    """Whether the program's words say in an unknown language that a picture was left out."""
    return len(text.split()) <= 3 and not text.startswith(("+", "~"))
