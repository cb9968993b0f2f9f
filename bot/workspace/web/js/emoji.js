// The emoji that messages commonly use, by Slack's short names.

const TABLE = `
grinning 😀 smiley 😃 smile 😄 grin 😁 laughing 😆 sweat_smile 😅 joy 😂 rofl 🤣 blush 😊 innocent 😇
slightly_smiling_face 🙂 upside_down_face 🙃 wink 😉 relieved 😌 heart_eyes 😍 kissing_heart 😘 yum 😋
sunglasses 😎 nerd_face 🤓 star-struck 🤩 partying_face 🥳 smirk 😏 unamused 😒 disappointed 😞 pensive 😔
worried 😟 confused 😕 slightly_frowning_face 🙁 cry 😢 sob 😭 angry 😠 rage 😡 exploding_head 🤯
flushed 😳 scream 😱 thinking_face 🤔 zipper_mouth_face 🤐 neutral_face 😐 expressionless 😑 sleeping 😴
face_with_rolling_eyes 🙄 sleepy 😪 mask 😷 robot_face 🤖 ghost 👻 alien 👽 see_no_evil 🙈
wave 👋 raised_hand ✋ ok_hand 👌 v ✌️ crossed_fingers 🤞 point_left 👈 point_right 👉 point_up_2 👆
point_down 👇 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 fist ✊ clap 👏 raised_hands 🙌 open_hands 👐 pray 🙏
handshake 🤝 muscle 💪 eyes 👀 brain 🧠 bust_in_silhouette 👤 busts_in_silhouette 👥 family 👪
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 broken_heart 💔
sparkling_heart 💖 100 💯 boom 💥 sparkles ✨ star ⭐ star2 🌟 fire 🔥 zap ⚡ sunny ☀️ cloud ☁️
snowflake ❄️ rainbow 🌈 ocean 🌊 seedling 🌱 evergreen_tree 🌲 herb 🌿 four_leaf_clover 🍀 rose 🌹
tulip 🌷 dog 🐶 cat 🐱 bear 🐻 unicorn_face 🦄 bee 🐝 butterfly 🦋 turtle 🐢 whale 🐳 bird 🐦 owl 🦉
apple 🍎 pizza 🍕 hamburger 🍔 cake 🍰 birthday 🎂 cookie 🍪 coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine_glass 🍷
champagne 🍾 tada 🎉 confetti_ball 🎊 balloon 🎈 gift 🎁 trophy 🏆 medal 🏅 first_place_medal 🥇
second_place_medal 🥈 third_place_medal 🥉 crown 👑 gem 💎 ring 💍 dart 🎯 game_die 🎲 rocket 🚀
airplane ✈️ truck 🚚 car 🚗 ship 🚢 house 🏠 office 🏢 department_store 🏬 convenience_store 🏪 factory 🏭
world_map 🗺️ earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 globe_with_meridians 🌐
calendar 📅 date 📅 spiral_calendar_pad 🗓️ clock1 🕐 alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ hourglass ⌛
hourglass_flowing_sand ⏳ watch ⌚ bulb 💡 wrench 🔧 hammer 🔨 gear ⚙️ nut_and_bolt 🔩 link 🔗 paperclip 📎
scissors ✂️ pushpin 📌 round_pushpin 📍 lock 🔒 unlock 🔓 key 🔑 mag 🔍 mag_right 🔎 bell 🔔 no_bell 🔕
loudspeaker 📢 mega 📣 speech_balloon 💬 thought_balloon 💭 email 📧 envelope ✉️ inbox_tray 📥 outbox_tray 📤
package 📦 label 🏷️ bookmark 🔖 memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 page_facing_up 📄 page_with_curl 📃
bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 file_folder 📁 open_file_folder 📂
card_index_dividers 🗂️ file_cabinet 🗄️ wastebasket 🗑️ books 📚 book 📖 newspaper 📰 computer 💻
desktop_computer 🖥️ keyboard ⌨️ iphone 📱 telephone_receiver 📞 camera 📷 floppy_disk 💾 electric_plug 🔌
shopping_trolley 🛒 shopping_bags 🛍️ credit_card 💳 moneybag 💰 money_with_wings 💸 pound 💷 euro 💶 dollar 💵
receipt 🧾 abacus 🧮 test_tube 🧪 microscope 🔬 telescope 🔭
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ heavy_plus_sign ➕
heavy_minus_sign ➖ question ❓ exclamation ❗ bangbang ‼️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫
octagonal_sign 🛑 construction 🚧 information_source ℹ️ recycle ♻️ repeat 🔁 arrows_counterclockwise 🔄
arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️
arrow_up_small 🔼 arrow_down_small 🔽 left_right_arrow ↔️ leftwards_arrow_with_hook ↩️
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵
large_purple_circle 🟣 white_circle ⚪ black_circle ⚫ large_red_square 🟥 large_orange_square 🟧
large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦 large_purple_square 🟪 white_large_square ⬜
black_large_square ⬛ small_blue_diamond 🔹 small_orange_diamond 🔸 large_blue_diamond 🔷 triangular_flag_on_post 🚩
checkered_flag 🏁 flag-gb 🇬🇧 flag-de 🇩🇪 flag-fr 🇫🇷 flag-us 🇺🇸 flag-ie 🇮🇪 flag-es 🇪🇸
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟
new 🆕 ok 🆗 up 🆙 cool 🆒 free 🆓 sos 🆘 zzz 💤 musical_note 🎵 art 🎨 mortar_board 🎓 compass 🧭 toolbox 🧰
`;

const words = TABLE.trim().split(/\s+/);
const EMOJI = new Map();
for (let at = 0; at + 1 < words.length; at += 2) EMOJI.set(words[at], words[at + 1]);

/** The character for a short name (skin tones ignored), or null when the name is unknown. */
export const emoji = (name) => EMOJI.get(name.replace(/::skin-tone-\d$/, "")) ?? null;
