// Holds the place of the admin centre: shows that what is built is what is served.
const place = document.getElementById('app')
if (place) place.textContent = 'Customer Lockbox'
